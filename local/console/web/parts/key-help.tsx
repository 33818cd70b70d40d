import { KEY_HELP } from '../lib/keys.ts';
import { Dialog } from './dialog.tsx';

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl class="key-help">
        {KEY_HELP.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys.split(/\s+/).map((key) => (key === 'then' ? ' then ' : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

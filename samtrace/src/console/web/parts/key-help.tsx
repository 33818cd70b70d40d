import { FILTER_EXAMPLES } from '../../model/search.ts';
import { KEY_HELP } from '../lib/keys.ts';
import { Dialog } from './dialog.tsx';

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys and filter expressions" onClose={onClose}>
      <dl class="key-help">
        {KEY_HELP.map(([keys, does]) => (
          <div key={keys}>
            <dt>{keys.split(/\s+/).map((key) => (key === 'then' ? ' then ' : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <h3>Traces that …</h3>
      <dl class="key-help">
        {FILTER_EXAMPLES.map(([expression, finds]) => (
          <div key={expression}>
            <dt>
              <code>{expression}</code>
            </dt>
            <dd>{finds}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

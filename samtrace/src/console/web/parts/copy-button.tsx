import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Copies a text to the clipboard and says that it did. */
export function CopyButton({ text, label, small = false }: { text: () => string; label: string; small?: boolean }) {
  const [said, setSaid] = useState<'' | 'Copied' | 'Not copied: the browser does not allow it'>('');
  const done = said === 'Copied';
  const copy = async () => {
    const allowed = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false, // a browser may ask its person, and the person may say no
    );
    setSaid(allowed ? 'Copied' : 'Not copied: the browser does not allow it');
    setTimeout(() => setSaid(''), 1500); // long enough to be read, and to be read out
  };
  return (
    <button
      type="button"
      class={small ? 'icon-button small' : 'button'}
      onClick={copy}
      title={said || label}
      aria-label={label}
    >
      <Icon name={done ? 'check' : 'copy'} />
      {!small && <span>{said || label}</span>}
      <span class="visually-hidden" role="status">
        {said}
      </span>
    </button>
  );
}

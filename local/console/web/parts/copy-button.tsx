import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Copies a text to the clipboard and says that it did. */
export function CopyButton({ text, label, small = false }: { text: () => string; label: string; small?: boolean }) {
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text());
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return (
    <button
      type="button"
      class={small ? 'icon-button small' : 'button'}
      onClick={copy}
      title={label}
      aria-label={label}
    >
      <Icon name={done ? 'check' : 'copy'} />
      {!small && <span>{done ? 'Copied' : label}</span>}
      <span class="visually-hidden" role="status">
        {done ? 'Copied' : ''}
      </span>
    </button>
  );
}

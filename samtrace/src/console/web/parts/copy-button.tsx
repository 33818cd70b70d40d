import { useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

/** Copies a text to the clipboard and confirms it. */
export function CopyButton({ text, label, small = false }: { text: () => string; label: string; small?: boolean }) {
  const [said, setSaid] = useState<'' | 'Copied' | 'Not copied: the browser does not allow it'>('');
  const done = said === 'Copied';
  const copy = async () => {
    const allowed = await navigator.clipboard.writeText(text()).then(
      () => true,
      () => false, // The browser may ask the user, who may refuse.
    );
    setSaid(allowed ? 'Copied' : 'Not copied: the browser does not allow it');
    setTimeout(() => setSaid(''), 1500); // Long enough to read it, and for a screen reader.
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

import { useLayoutEffect, useRef } from 'preact/hooks';

/** All keys of the page, for the help. The views bind the keys that they use. */
export const KEY_HELP: readonly (readonly [keys: string, does: string])[] = [
  ['/', 'Search: a filter expression, a trace ID, or a request ID'],
  ['j  k', 'Next and previous row'],
  ['Enter', 'Open the row'],
  ['n  p', 'Next and previous error of a trace'],
  ['←  →', 'Collapse and expand a row of a trace'],
  ['+  −  0', 'Zoom in, zoom out, show all'],
  ['g  then  m t f o e s', 'Go to the map, traces, failures, objects, messages (emails), or Send'],
  ['Esc', 'Close the panel or the dialog'],
  ['?', 'This help, and examples of filter expressions'],
];

/**
 * Binds keys while the component is on the page. They have no effect while the user types or a dialog is open, or together with
 * Ctrl, Alt, or Meta, which belong to the browser. An action returns `false` if it did not handle the key.
 */
export function useKeys(bindings: Readonly<Record<string, () => unknown>>): void {
  // Keys can arrive before effects run, so the bindings of the latest drawing count.
  const latest = useRef(bindings);
  latest.current = bindings;
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]') || (isTyping(event.target) && event.key !== 'Escape')) return;
      const act = latest.current[event.key];
      if (act && act() !== false) event.preventDefault();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Whether the target is a text box, which then receives keys and pasted text. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox], [type=radio]), textarea, select');
}

/** `j` and `k` move the focus between the links with `data-row`, in reading order. Enter follows the link. */
export function useRowKeys(): void {
  useKeys({ j: () => focusRow(1), k: () => focusRow(-1) });
}

function focusRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
  rows[next]?.focus();
  rows[next]?.scrollIntoView({ block: 'nearest' });
}

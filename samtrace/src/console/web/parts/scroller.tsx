import type { ComponentChildren } from 'preact';

/** A part of the page with its own scroll bar. It has a name and can be focused, so that it can be scrolled with the keyboard. */
export function Scroller({
  label,
  class: extra = '',
  children,
}: {
  label: string;
  class?: string;
  children: ComponentChildren;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be focusable (axe: scrollable-region-focusable)
    <section class={`scroller ${extra}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

import type { ComponentChildren } from 'preact';

/** A part of the page that scrolls by itself; named, and in the order of Tab, so that the keyboard can scroll it, too. */
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
    <section class={`scroller ${extra}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

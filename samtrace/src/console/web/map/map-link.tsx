import type { ComponentChildren } from 'preact';
import { addressOf, go, usePageState } from '../lib/page-state.ts';

/** A selectable part of the picture. It is a link to the map with the panel of the part. */
export function MapLink({
  selected,
  label,
  class: className,
  children,
}: {
  selected: readonly string[];
  label: string;
  class: string;
  children: ComponentChildren;
}) {
  const state = usePageState();
  const before = state.place.view === 'map' ? state.place : ({ view: 'map' } as const);
  const target = { ...before, selected };
  return (
    <a
      href={addressOf(target, state)}
      class={className}
      aria-label={label}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go({ place: target }, { replace: before.selected !== undefined });
      }}
    >
      {children}
    </a>
  );
}

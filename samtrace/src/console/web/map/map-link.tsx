import type { ComponentChildren } from 'preact';
import { addressOf, go, usePageState } from '../lib/page-state.ts';

/** A part of the picture that can be selected: a link to the map with its panel. */
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

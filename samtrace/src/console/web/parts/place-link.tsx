import type { ComponentChildren } from 'preact';
import type { Place } from '../../model/url-state.ts';
import { addressOf, go, usePageState } from '../lib/page-state.ts';

/** A link. It can be copied and opened in another tab. Following it does not reload the page. */
export function PlaceLink({
  to,
  query,
  replace = false,
  children,
  ...rest
}: {
  to: Place;
  /** The filter of the target. If absent, the current filter of the page. */
  query?: string;
  replace?: boolean;
  children: ComponentChildren;
  class?: string;
  title?: string;
  'aria-current'?: 'page' | undefined;
  'aria-label'?: string;
  tabIndex?: number;
  /** Marks a row for the keys `j` and `k`. */
  'data-row'?: boolean;
}) {
  const state = usePageState();
  const filter = query === undefined ? {} : { query };
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go({ place: to, ...filter }, { replace });
  };
  return (
    <a href={addressOf(to, { ...state, ...filter })} onClick={follow} {...rest}>
      {children}
    </a>
  );
}

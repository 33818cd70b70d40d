import type { ComponentChildren } from 'preact';
import type { Place } from '../../model/url-state.ts';
import { addressOf, go, usePageState } from '../lib/page-state.ts';

/** A real link: it can be copied, opened in another tab, and followed without loading the page again. */
export function PlaceLink({
  to,
  query,
  replace = false,
  children,
  ...rest
}: {
  to: Place;
  /** The filter there; without, the one that the page has now. */
  query?: string;
  replace?: boolean;
  children: ComponentChildren;
  class?: string;
  title?: string;
  'aria-current'?: 'page' | undefined;
  'aria-label'?: string;
  /** A row that `j` and `k` lead to. */
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

import type { ComponentChildren } from 'preact';
import type { ApiError } from '../lib/api.ts';
import { go, usePageState } from '../lib/page-state.ts';
import type { Data } from '../lib/use-data.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

/** A view that has nothing to show says why, and what to do. */
export function Notice({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="notice">
      <Icon name={icon} class="notice-icon" />
      <h2>{title}</h2>
      <div class="notice-text">{children}</div>
    </div>
  );
}

function Failed({ error }: { error: ApiError }) {
  const { query } = usePageState();
  if (error.status === 400 && query !== '') {
    return (
      <div role="alert">
        <Notice icon="search" title="This filter expression is refused">
          <p>{error.message}</p>
          <button type="button" class="button" onClick={() => go({ query: '' })}>
            Show all
          </button>
        </Notice>
      </div>
    );
  }
  return (
    <div role="alert">
      <Notice icon="failures" title="This could not be loaded">
        <p>{error.message}</p>
        <p>
          {error.status === 0
            ? 'Start it again with `npm start`; this page recovers by itself.'
            : 'What `npm start` printed may say why. It is tried again as soon as something happens in the stack.'}
        </p>
      </Notice>
    </div>
  );
}

/** The first load of a view. It stays invisible for a moment: most answers come before the eye sees it. */
export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="spinner" />
      Loading…
    </div>
  );
}

/** Shows data, or what stands in its place. */
export function Ready<T>({ data, children }: { data: Data<T>; children: (value: T) => ComponentChildren }) {
  if (data.state === 'loading') return <Loading />;
  if (data.state === 'failed') return <Failed error={data.error} />;
  return <>{children(data.value)}</>;
}

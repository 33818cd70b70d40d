import type { ComponentChildren } from 'preact';
import type { ApiError } from '../lib/api.ts';
import { go, usePageState } from '../lib/page-state.ts';
import type { Data } from '../lib/use-data.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

/** Explains why a view is empty, and what to do. */
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
        <Notice icon="search" title="X-Ray rejects this filter expression">
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
      <Notice icon="failures" title="The data could not be loaded">
        <p>{error.message}</p>
        <p>
          {error.status === 0
            ? 'Start samtrace again. The page then reloads the data.'
            : 'The terminal of samtrace may show the cause. The page tries again after the next change.'}
        </p>
      </Notice>
    </div>
  );
}

/** Shown while a view loads. It appears after a short delay, because most answers arrive before. */
export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="spinner" />
      Loading…
    </div>
  );
}

/** Shows the data, or that it is loading, or the error. */
export function Ready<T>({ data, children }: { data: Data<T>; children: (value: T) => ComponentChildren }) {
  if (data.state === 'loading') return <Loading />;
  if (data.state === 'failed') return <Failed error={data.error} />;
  return <>{children(data.value)}</>;
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError, callForText } from './api.ts';
import { revision } from './live.ts';

/** The state of the data of a view. A value stays on the page while a newer one is loading. */
export type Data<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'ready'; readonly value: T };

/** An answer of the server, shared by all views that show it. It is requested again after every change. */
interface Source {
  data: Data<unknown>;
  /** The text of the answer. If the next answer has the same text, nothing is drawn. */
  text: string | undefined;
  readonly listeners: Set<() => void>;
  /** Requests the answer as long as there are listeners. Returns a function that unsubscribes. */
  listen(listener: () => void): () => void;
}

/** Answers that are no longer shown are kept for this long, so that going back shows them at once. */
const MAX_SOURCES = 30;
const sources = new Map<string, Source>();

/**
 * The answer for a path. After the path has changed, the last answer stays until the first answer for the new path arrives, so
 * that a new range or filter does not blank the view. A component that shows something else needs another key.
 */
export function useData<T>(path: string): Data<T> {
  const [, draw] = useState({});
  const last = useRef<Data<unknown>>({ state: 'loading' });
  useLayoutEffect(() => sourceOf(path).listen(() => draw({})), [path]);
  const { data } = sourceOf(path);
  if (data.state !== 'loading') last.current = data;
  // The caller is responsible for the type: see call().
  return last.current as Data<T>;
}

function sourceOf(path: string): Source {
  const known = sources.get(path);
  if (known) return known;
  for (const [old, source] of sources) {
    if (sources.size < MAX_SOURCES) break;
    if (source.listeners.size === 0) sources.delete(old);
  }
  const source = createSource(path);
  sources.set(path, source);
  return source;
}

function createSource(path: string): Source {
  const listeners = new Set<() => void>();
  let stop = () => {};
  const source: Source = {
    data: { state: 'loading' },
    text: undefined,
    listeners,
    listen(listener) {
      listeners.add(listener);
      if (listeners.size === 1) stop = keepAsking(path, source);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
  };
  return source;
}

/** If answers take long, the page waits as long between two requests, so that the server has time for other work. */
const SHORTEST_PAUSE_MS = 250;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Requests now and after every change. Changes during a request lead to one further request. */
function keepAsking(path: string, source: Source): () => void {
  const stopped = new AbortController();
  let isAsking = false;
  let isStale = true;
  const ask = async () => {
    isStale = true;
    if (isAsking) return;
    isAsking = true;
    while (isStale) {
      isStale = false;
      const startMs = performance.now();
      const isNews = await askOnce(path, source, stopped.signal);
      if (stopped.signal.aborted) return;
      if (isNews) for (const listener of source.listeners) listener();
      await pause(Math.max(SHORTEST_PAUSE_MS, performance.now() - startMs));
    }
    isAsking = false;
  };
  const unsubscribe = revision.subscribe(() => void ask());
  void ask();
  return () => {
    unsubscribe();
    stopped.abort();
  };
}

async function askOnce(path: string, source: Source, signal: AbortSignal): Promise<boolean> {
  try {
    const text = await callForText(path, { signal });
    if (text === source.text && source.data.state === 'ready') return false;
    source.text = text;
    source.data = { state: 'ready', value: JSON.parse(text) };
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    if (!(error instanceof ApiError)) throw error;
    // The banner reports a lost connection. The last value stays.
    if (error.status === 0 && source.data.state === 'ready') return false;
    source.data = { state: 'failed', error };
    return true;
  }
}

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { ApiError, callForText } from './api.ts';
import { revision } from './live.ts';

/** What a view has of its data. A value that is there stays on the page while a newer one is on its way. */
export type Data<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'ready'; readonly value: T };

/** One answer of the stack, shared by all who show it, and asked for again whenever something happens there. */
interface Source {
  data: Data<unknown>;
  /** The answer as it came: the same text again is no news and draws nothing anew. */
  text: string | undefined;
  readonly listeners: Set<() => void>;
  /** Asks as long as anybody listens. Returns the unsubscribe. */
  listen(listener: () => void): () => void;
}

/** Answers that nobody shows any more are kept for a while: going back shows at once what was there. */
const MAX_SOURCES = 30;
const sources = new Map<string, Source>();

/**
 * The answer of a path. While the first answer of another path is on its way, the last one of the path before stays, so
 * that another range or filter does not blank the view; a component that shows another thing needs another key.
 */
export function useData<T>(path: string): Data<T> {
  const [, draw] = useState({});
  const last = useRef<Data<unknown>>({ state: 'loading' });
  useLayoutEffect(() => sourceOf(path).listen(() => draw({})), [path]);
  const { data } = sourceOf(path);
  if (data.state !== 'loading') last.current = data;
  // The type is the caller's word for what the path answers: see call().
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

/** Of a stack that has much to count a page takes at most half of its time. */
const SHORTEST_PAUSE_MS = 250;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Asks now and after every change. Changes that come while an answer is on its way make one more question together. */
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
    // Without any answer the banner of the lost connection speaks, and what was there stays.
    if (error.status === 0 && source.data.state === 'ready') return false;
    source.data = { state: 'failed', error };
    return true;
  }
}

import { createStore } from './store.ts';

export type Connection = 'connecting' | 'open' | 'lost';

const connection = createStore<Connection>('connecting');
/** Grows with everything that happened in the stack; what shows data asks again when it grows. */
export const revision = createStore(0);

export const useConnection = connection.use;

/**
 * Listens to the stack. The browser connects again by itself as long as the stack answers at all; when it does not,
 * some browsers give up, so then a new attempt is made every two seconds.
 */
export function listen(): void {
  const source = new EventSource('/_local/live');
  source.addEventListener('hello', () => {
    // After a lost connection nobody knows what was missed.
    if (connection.get() === 'lost') revision.set(revision.get() + 1);
    connection.set('open');
  });
  source.addEventListener('change', () => revision.set(revision.get() + 1));
  source.addEventListener('error', () => {
    connection.set('lost');
    // The browser itself tries again only where it got no answer: not after a refusal, such as from a stack that starts.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

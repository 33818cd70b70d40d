import { createStore } from './store.ts';

export type Connection = 'connecting' | 'open' | 'lost';

const connection = createStore<Connection>('connecting');
/** Increases with every change in the stack. Views then request their data again. */
export const revision = createStore(0);

export const useConnection = connection.use;

/**
 * Listens to changes in the stack. The browser reconnects automatically while the server answers. Some browsers give up if it
 * does not, so this tries again every two seconds.
 */
export function listen(): void {
  const source = new EventSource('/_local/live');
  source.addEventListener('hello', () => {
    // Changes may have been missed while the connection was lost.
    if (connection.get() === 'lost') revision.set(revision.get() + 1);
    connection.set('open');
  });
  source.addEventListener('change', () => revision.set(revision.get() + 1));
  source.addEventListener('error', () => {
    connection.set('lost');
    // The browser does not try again after an error status, for example from a stack that is starting.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
}

import type { InvocationAnswer } from '../../model/contract.ts';
import { ApiError, call } from '../lib/api.ts';
import { createStore } from '../lib/store.ts';

/** An event that this page has sent. */
export interface Sent {
  readonly number: number;
  readonly functionName: string;
  readonly sentMs: number;
  readonly outcome: 'waiting' | InvocationAnswer | { readonly complaint: string };
}

/** The events sent since the page was loaded, newest first. */
export const sentEvents = createStore<readonly Sent[]>([]);

/** Invokes the function. `{{n}}` in the event is replaced with the number of the invocation, as on the command line. */
export async function send(functionName: string, event: string, asynchronous: boolean): Promise<void> {
  const number = sentEvents.get().length + 1;
  const sent: Sent = { number, functionName, sentMs: Date.now(), outcome: 'waiting' };
  sentEvents.set([sent, ...sentEvents.get()]);
  const outcome = await invoke(functionName, event.replaceAll('{{n}}', String(number)), asynchronous);
  sentEvents.set(sentEvents.get().map((one) => (one.number === number ? { ...one, outcome } : one)));
}

async function invoke(functionName: string, event: string, asynchronous: boolean): Promise<Sent['outcome']> {
  try {
    return await call<InvocationAnswer>(`/_local/functions/${encodeURIComponent(functionName)}/invocations`, {
      method: 'POST',
      body: { payload: JSON.parse(event), asynchronous },
    });
  } catch (error) {
    if (error instanceof ApiError || error instanceof SyntaxError) return { complaint: error.message };
    throw error;
  }
}

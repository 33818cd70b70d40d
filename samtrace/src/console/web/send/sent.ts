import type { HttpAnswer, InvocationAnswer, MessageAnswer, QueueAnswer, QueueMessage } from '../../model/contract.ts';
import { ApiError, call } from '../lib/api.ts';
import { createStore } from '../lib/store.ts';

/** An event, a request or a message that this page has sent. */
export interface Sent {
  readonly number: number;
  /** The function, the queue, or the API with method and path. */
  readonly name: string;
  readonly sentMs: number;
  readonly outcome: 'waiting' | InvocationAnswer | HttpAnswer | MessageAnswer | { readonly complaint: string };
}

/** The events, requests and messages sent since the page was loaded, newest first. */
export const sentEvents = createStore<readonly Sent[]>([]);

/** Invokes the function. `{{n}}` in the event is replaced with the number of the invocation, as on the command line. */
export function send(functionName: string, event: string, asynchronous: boolean): Promise<void> {
  return keep(functionName, (number) => invoke(functionName, event.replaceAll('{{n}}', String(number)), asynchronous));
}

/** An HTTP request as the page sends it. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function sendHttp(api: string, request: HttpRequest): Promise<void> {
  return keep(`${api} ${request.method} ${request.path}`, () =>
    answered(call<HttpAnswer>(`/_local/apis/${encodeURIComponent(api)}/requests`, { method: 'POST', body: request })),
  );
}

/** `{{n}}` in the texts is replaced with a number, so that each message is another one. */
export function sendMessage({ name, logicalId }: QueueAnswer, message: QueueMessage): Promise<void> {
  return keep(logicalId, (number) => {
    const body = Object.fromEntries(
      Object.entries(message).map(([member, text]) => [member, text.replaceAll('{{n}}', String(number))]),
    );
    return answered(
      call<MessageAnswer>(`/_local/queues/${encodeURIComponent(name)}/messages`, { method: 'POST', body }),
    );
  });
}

async function keep(name: string, work: (number: number) => Promise<Sent['outcome']>): Promise<void> {
  const number = sentEvents.get().length + 1;
  const sent: Sent = { number, name, sentMs: Date.now(), outcome: 'waiting' };
  sentEvents.set([sent, ...sentEvents.get()]);
  const outcome = await work(number);
  sentEvents.set(sentEvents.get().map((one) => (one.number === number ? { ...one, outcome } : one)));
}

async function invoke(functionName: string, event: string, asynchronous: boolean): Promise<Sent['outcome']> {
  const path = `/_local/functions/${encodeURIComponent(functionName)}/invocations`;
  try {
    return await answered(
      call<InvocationAnswer>(path, { method: 'POST', body: { payload: JSON.parse(event), asynchronous } }),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return { complaint: error.message };
    throw error;
  }
}

async function answered<T>(calling: Promise<T>): Promise<T | { readonly complaint: string }> {
  try {
    return await calling;
  } catch (error) {
    if (error instanceof ApiError) return { complaint: error.message };
    throw error;
  }
}

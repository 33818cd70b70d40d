/** How a call ended, in X-Ray's words; `pending` is the console's word for one that has not ended. */
export type Status = 'ok' | 'error' | 'fault' | 'throttle' | 'pending';

export function isFailing(status: Status): boolean {
  return status === 'error' || status === 'fault' || status === 'throttle';
}

/**
 * One status for flags of which several can be set. A throttled call is an error too, and SDKs set `fault` beside
 * `error` on every 4xx answer: throttle, the narrowest, goes first, then fault, as X-Ray's statistics count it.
 */
export function statusOf(flags: {
  error?: boolean | undefined;
  fault?: boolean | undefined;
  throttle?: boolean | undefined;
  pending?: boolean | undefined;
}): Status {
  if (flags.throttle) return 'throttle';
  if (flags.fault) return 'fault';
  if (flags.error) return 'error';
  return flags.pending ? 'pending' : 'ok';
}

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  ok: 'OK',
  error: 'Error',
  fault: 'Fault',
  throttle: 'Throttled',
  pending: 'In progress',
};

/** The result of a call, in X-Ray's terms. `pending`: the call has not ended. */
export type Status = 'ok' | 'error' | 'fault' | 'throttle' | 'pending';

export function isFailing(status: Status): boolean {
  return status === 'error' || status === 'fault' || status === 'throttle';
}

/**
 * The status for a set of flags. Several flags can be set: a throttled call is also an error, and SDKs set both `fault` and
 * `error` for every 4xx answer. Throttle comes first, then fault, as in X-Ray's statistics.
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

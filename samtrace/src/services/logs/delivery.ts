import { AwsError, messageOf } from '../../aws/error.ts';
import { MAX_PAYLOAD_BYTES } from './envelope.ts';

export interface Delivery {
  readonly destinationArn: string;
  readonly payload: Buffer;
}

/** A payload that did not reach its destination. */
export interface FailedDelivery {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly destinationArn: string;
  /** The ids of the log events that were in it. */
  readonly eventIds: readonly string[];
  readonly attempts: number;
  readonly reason: string;
}

export interface DeliveryOptions {
  deliver(delivery: Delivery): Promise<void>;
  /** The waits between the attempts; as many retries as there are waits. */
  readonly retryDelaysMs: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * Delivers with retries, for a throttled or broken destination, as CloudWatch Logs does; there for 24 hours, here for as
 * after each wait. A destination that is missing or forbids the call is not tried again.
 * Answers undefined when the payload was accepted, else how often it was tried and why that failed.
 */
export async function deliverWithRetries(
  delivery: Delivery,
  options: DeliveryOptions,
): Promise<{ attempts: number; reason: string } | undefined> {
  if (delivery.payload.length > MAX_PAYLOAD_BYTES) {
    return { attempts: 0, reason: `one event makes a payload of ${delivery.payload.length} bytes` };
  }
  for (let attempts = 1; ; attempts += 1) {
    try {
      await options.deliver(delivery);
      return undefined;
    } catch (error) {
      const delayMs = options.retryDelaysMs[attempts - 1];
      if (delayMs === undefined || !worthRetrying(error)) return { attempts, reason: messageOf(error) };
      if (!(await sleep(delayMs, options.signal))) return { attempts, reason: 'the stack stopped' };
    }
  }
}

function worthRetrying(error: unknown): boolean {
  return !(error instanceof AwsError) || error.status >= 500 || error.status === 429;
}

/** False if the signal is aborted first. */
function sleep(delayMs: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (slept: boolean) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      resolve(slept);
    };
    const aborted = () => finish(false);
    const timer = setTimeout(finish, delayMs, true);
    signal.addEventListener('abort', aborted);
  });
}

import type { Lambda } from '../services/lambda/service.ts';
import type { Logs } from '../services/logs/service.ts';
import type { XRay } from '../services/xray/service.ts';
import type { LostDeliveries } from './lost-deliveries.ts';

/** How much was removed because newer data needed the memory. */
export interface Removed {
  readonly traces: number;
  readonly logEvents: number;
  /** Asynchronous invocations that had finished. */
  readonly invocations: number;
  /** Reports about deliveries that failed after all attempts. */
  readonly lostDeliveries: number;
}

interface Sources {
  readonly xray: Pick<XRay, 'evictedTraceCount'>;
  readonly logs: Pick<Logs, 'droppedEventCount' | 'droppedFailureCount'>;
  readonly lambda: Pick<Lambda, 'droppedInvocationCount' | 'droppedFailureCount'>;
  readonly undelivered: LostDeliveries;
}

export function removedFrom({ xray, logs, lambda, undelivered }: Sources): Removed {
  return {
    traces: xray.evictedTraceCount,
    logEvents: logs.droppedEventCount,
    invocations: lambda.droppedInvocationCount,
    lostDeliveries: logs.droppedFailureCount + lambda.droppedFailureCount + undelivered.dropped,
  };
}

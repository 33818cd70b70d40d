import type { EventSourceOptions, QueueMapping, StartedMapping } from './contract.ts';
import { checkMapping } from './mapping-check.ts';
import { QueuePoller } from './queue-poller.ts';

export type * from './contract.ts';

/** Lambda's event source mappings: what it reads from queues for functions. */
export interface EventSources {
  /** Starts to read if the mapping is enabled. Rejects with InvalidParameterValueException, and for a missing queue or function. */
  create(mapping: QueueMapping): Promise<void>;
  mappings(): readonly StartedMapping[];
  /** Resolves when nothing is read any more and no batch is at work. */
  stop(): Promise<void>;
}

export function createEventSources(options: EventSourceOptions): EventSources {
  const mappings: StartedMapping[] = [];
  const pollers: QueuePoller[] = [];
  const pollersOf = (queueArn: string) => pollers.filter(({ mapping }) => mapping.queueArn === queueArn);
  const unsubscribe = [
    options.queues.onMessage((queueArn, messageId) => {
      for (const poller of pollersOf(queueArn)) poller.arrived(messageId);
    }),
    options.queues.onRemoved((queueArn, messageId) => {
      for (const poller of pollersOf(queueArn)) poller.removed(messageId);
    }),
  ];

  return {
    async create(mapping) {
      const { VisibilityTimeout } = await options.queues.attributes(mapping.queueArn);
      checkMapping(mapping, options.timeoutSeconds(mapping.functionName), Number(VisibilityTimeout));
      mappings.push({ ...mapping, startedMs: Date.now() });
      if (!mapping.enabled) return;
      const poller = new QueuePoller(mapping, options);
      pollers.push(poller);
      poller.start();
    },
    mappings: () => [...mappings],
    async stop() {
      for (const end of unsubscribe) end();
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

import type { EventSourceOptions, QueueMapping, StreamMapping } from './contract.ts';
import { checkMapping, checkStreamMapping } from './mapping-check.ts';
import { QueuePoller } from './queue-poller.ts';
import type { StartedMapping } from './started-mapping.ts';
import { StreamPoller } from './stream-poller.ts';

export type * from './contract.ts';

/** Lambda's event source mappings: what it reads from queues and from streams of tables for functions. */
export interface EventSources {
  /** Starts to read if the mapping is enabled. Rejects with InvalidParameterValueException, and for a missing queue or function. */
  create(mapping: QueueMapping): Promise<void>;
  /** The same for the stream of a table. */
  createForStream(mapping: StreamMapping): Promise<void>;
  mappings(): readonly StartedMapping[];
  /** Resolves when all polling has stopped and no batch is running. */
  stop(): Promise<void>;
}

export function createEventSources(options: EventSourceOptions): EventSources {
  const mappings: StartedMapping[] = [];
  const pollers: QueuePoller[] = [];
  const streamPollers: StreamPoller[] = [];
  const pollersOf = (queueArn: string) => pollers.filter(({ mapping }) => mapping.queueArn === queueArn);
  const unsubscribe = [
    options.queues.onMessage((queueArn, messageId) => {
      for (const poller of pollersOf(queueArn)) poller.arrived(messageId);
    }),
    options.queues.onRemoved((queueArn, messageId) => {
      for (const poller of pollersOf(queueArn)) poller.removed(messageId);
    }),
    options.streams.onRecords((streamArn, records) => {
      for (const poller of streamPollers) if (poller.mapping.streamArn === streamArn) poller.arrived(records);
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
    async createForStream(mapping) {
      options.timeoutSeconds(mapping.functionName);
      checkStreamMapping(mapping, options.streams.has(mapping.streamArn));
      mappings.push({ ...mapping, startedMs: Date.now() });
      if (!mapping.enabled) return;
      const poller = new StreamPoller(mapping, options);
      streamPollers.push(poller);
      poller.start();
    },
    mappings: () => [...mappings],
    async stop() {
      for (const end of unsubscribe) end();
      await Promise.all([...pollers, ...streamPollers].map((poller) => poller.stop()));
    },
  };
}

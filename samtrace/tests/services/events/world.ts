import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Delivery, Undelivered } from '../../../src/aws/delivery.ts';
import { Pending } from '../../../src/aws/pending.ts';
import { createEvents, type Events } from '../../../src/services/events/service.ts';
import { startApi } from '../../support/api.ts';

const NOW_MS = Date.UTC(2026, 10, 28, 6, 30, 15, 123);
export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:orders';
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:work';

/** EventBridge alone, with an SDK client, and a record of what it sends. */
export interface World {
  readonly events: Events;
  readonly client: EventBridgeClient;
  readonly deliveries: Delivery[];
  readonly undelivered: Undelivered[];
  /** Why a delivery fails; undefined lets it through. */
  refuse: (delivery: Delivery) => Error | undefined;
  /** Makes a rule with targets. */
  rule(name: string, pattern: object, targets: Target[], bus?: string): Promise<void>;
  /** Puts events, and waits until they have been delivered. */
  put(...entries: PutEventsRequestEntry[]): Promise<Awaited<ReturnType<typeof putEvents>>>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const deliveries: Delivery[] = [];
  const undelivered: Undelivered[] = [];
  const pending = new Pending();
  const events = createEvents({
    account: DEFAULT_ACCOUNT,
    now: () => NOW_MS,
    pending,
    async send(delivery) {
      const error = world.refuse(delivery);
      if (error !== undefined) throw error;
      deliveries.push(delivery);
    },
    undelivered: (failure) => undelivered.push(failure),
  });
  const api = await startApi(events.api);
  const client = new EventBridgeClient(api.client);
  const world: World = {
    events,
    client,
    deliveries,
    undelivered,
    refuse: () => undefined,
    async rule(Name, pattern, Targets, EventBusName = 'default') {
      await client.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern), EventBusName }));
      await client.send(new PutTargetsCommand({ Rule: Name, EventBusName, Targets }));
    },
    async put(...entries) {
      const answer = await putEvents(client, entries);
      await pending.idle();
      return answer;
    },
    async stop() {
      client.destroy();
      await api.stop();
    },
  };
  return world;
}

const putEvents = (client: EventBridgeClient, Entries: PutEventsRequestEntry[]) =>
  client.send(new PutEventsCommand({ Entries }));

/** An order's event, as PutEvents takes it. */
export function order(detail: object, more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry {
  return { Source: 'shop', DetailType: 'Order Placed', Detail: JSON.stringify(detail), ...more };
}

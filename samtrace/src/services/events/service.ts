import { randomUUID } from 'node:crypto';
import type { AwsService } from '../../aws/http.ts';
import { eventsApi } from './api/router.ts';
import type { Arrival, BusEvent, EventBus, EventsOptions, Rule, RuleDefinition, Target } from './contract.ts';
import { Dispatcher } from './dispatcher.ts';
import { invalid } from './errors.ts';
import { DEFAULT_BUS, EventStore } from './event-store.ts';
import { putTargets } from './targets.ts';

export type * from './contract.ts';

/** EventBridge: event buses, and rules that bring their events to targets. */
export interface Events {
  readonly api: AwsService;
  createBus(name: string, description?: string): EventBus;
  /** Throws a ValidationException or InvalidEventPatternException. */
  putRule(rule: RuleDefinition): Rule;
  putTargets(ruleName: string, busName: string, targets: readonly Target[]): void;
  /** An event of an AWS service, which goes to the default bus. */
  emit(event: ServiceEvent): void;
  /** An event that a service or a schedule puts on a bus. Throws ResourceNotFoundException, and for a string that is not an event. */
  putEvent(busArn: string, entry: string, traceHeader?: string): void;
  /** Rules with a schedule. */
  schedules(): Rule[];
  /** Sends a scheduled rule's event now. Throws ResourceNotFoundException. */
  fire(ruleName: string): void;
}

/** The content of a service's event, without the envelope of EventBridge. */
export type ServiceEvent = Pick<BusEvent, 'detail-type' | 'source' | 'resources' | 'detail'>;

export function createEvents(options: EventsOptions): Events {
  const { account, now } = options;
  const store = new EventStore(account, now);
  const dispatcher = new Dispatcher(options, store);

  function arrivalOf(event: ServiceEvent): Arrival {
    const arrivedMs = now();
    return {
      arrivedMs,
      event: {
        version: '0',
        id: randomUUID(),
        'detail-type': event['detail-type'],
        source: event.source,
        account: account.accountId,
        time: `${new Date(arrivedMs).toISOString().slice(0, 19)}Z`,
        region: account.region,
        resources: event.resources,
        detail: event.detail,
      },
    };
  }

  return {
    api: eventsApi({ account, now, store, accept: (bus, arrival) => dispatcher.accept(bus, arrival) }),
    createBus: (name, description) => store.createBus(name, description),
    putRule: (rule) => store.putRule(rule),
    putTargets: (ruleName, bus, targets) => putTargets(store.rule(ruleName, bus), targets),
    emit: (event) => dispatcher.accept(DEFAULT_BUS, arrivalOf(event)),
    putEvent(busArn, entry, traceHeader) {
      const bus = store.bus(busArn);
      const arrival = arrivalOf(serviceEventIn(entry));
      dispatcher.accept(bus.name, { ...arrival, ...(traceHeader !== undefined && { traceHeader }) });
    },
    schedules: () => (store.rulesOf(DEFAULT_BUS) ?? []).filter((rule) => rule.scheduleExpression !== undefined),
    fire(ruleName) {
      const rule = store.rule(ruleName, DEFAULT_BUS);
      const event = { 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [rule.arn], detail: {} };
      dispatcher.trigger(rule, arrivalOf(event));
    },
  };
}

/** An entry of PutEvents for an event, with the members of the envelope. */
function serviceEventIn(text: string): ServiceEvent {
  const value = JSON.parse(text) as Partial<ServiceEvent>;
  const { source, resources = [], detail } = value;
  const detailType = value['detail-type'];
  if (source === undefined || detailType === undefined) throw invalid('The event has no source or no detail-type.');
  return { source, 'detail-type': detailType, resources, detail };
}

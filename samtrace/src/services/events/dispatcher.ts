import { DeliveryError, type MessageAttribute, type Sender } from '../../aws/delivery.ts';
import { messageOf } from '../../aws/error.ts';
import type { Arrival, BusEvent, EventsOptions, Rule, Target } from './contract.ts';
import { busName, type EventStore } from './event-store.ts';
import { targetInput } from './target-input.ts';

const PRINCIPAL = 'events.amazonaws.com';

/** Brings the events of a bus to the targets of the rules that match. */
export class Dispatcher {
  readonly #options: EventsOptions;
  readonly #store: EventStore;

  constructor(options: EventsOptions, store: EventStore) {
    this.#options = options;
    this.#store = store;
  }

  /** A bus that does not exist accepts events and drops them, as on AWS. Deliveries are pending until they are done. */
  accept(bus: string, arrival: Arrival): void {
    for (const rule of this.#store.rulesOf(bus) ?? []) {
      if (rule.enabled && rule.pattern?.matches(arrival.event)) this.trigger(rule, arrival);
    }
  }

  /** Sends an event to every target of a rule, whether or not its pattern matches. */
  trigger(rule: Rule, arrival: Arrival): void {
    for (const target of rule.targets.values()) {
      const done = this.#options.pending.begin(`event ${arrival.event.id} of the rule ${rule.name} to ${target.Arn}`);
      this.#deliver(rule, target, arrival)
        .catch((error: unknown) => this.#giveUp(rule, target, arrival, error))
        .finally(done);
    }
  }

  async #deliver(rule: Rule, target: Target, arrival: Arrival): Promise<void> {
    const body = targetInput(target, arrival, rule);
    if (target.Arn.includes(':event-bus/')) return this.#forward(target, body, arrival);
    const messageGroupId = target.SqsParameters?.MessageGroupId;
    await this.#options.send({
      sender: senderOf(rule),
      targetArn: target.Arn,
      body,
      ...(messageGroupId !== undefined && { messageGroupId }),
      ...(arrival.traceHeader !== undefined && { traceHeader: arrival.traceHeader }),
    });
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-bus-to-bus.html: no chains of buses. */
  #forward(target: Target, body: string, arrival: Arrival): void {
    if (arrival.forwarded) {
      throw new DeliveryError('INVALID_PARAMETER', 'An event from another event bus is not sent to a third event bus.');
    }
    const name = busName(target.Arn);
    this.#store.bus(name);
    this.accept(name, { ...arrival, event: JSON.parse(body) as BusEvent, forwarded: true });
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  async #giveUp(rule: Rule, target: Target, arrival: Arrival, error: unknown): Promise<void> {
    const queueArn = target.DeadLetterConfig?.Arn;
    let reason = messageOf(error);
    if (queueArn !== undefined) {
      const code = error instanceof DeliveryError ? error.code : 'INTERNAL_ERROR';
      try {
        return await this.#options.send({
          sender: senderOf(rule),
          targetArn: queueArn,
          body: JSON.stringify(arrival.event),
          messageAttributes: texts({
            RULE_ARN: rule.arn,
            TARGET_ARN: target.Arn,
            ERROR_CODE: code,
            ERROR_MESSAGE: reason,
          }),
          ...(arrival.traceHeader !== undefined && { traceHeader: arrival.traceHeader }),
        });
      } catch (second) {
        reason = `${reason} Its dead-letter queue did not accept it either: ${messageOf(second)}`;
      }
    }
    this.#options.undelivered({ sender: senderOf(rule), targetArn: target.Arn, reason });
  }
}

function senderOf(rule: Rule): Sender {
  return { principal: PRINCIPAL, sourceArn: rule.arn };
}

function texts(values: Readonly<Record<string, string>>): Record<string, MessageAttribute> {
  return Object.fromEntries(
    Object.entries(values).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );
}

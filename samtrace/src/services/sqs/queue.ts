import { randomUUID } from 'node:crypto';
import type { Message, NewMessage, Receive } from './message.ts';
import { sizeOfMessage } from './message-attributes.ts';
import { type Receipt, receiptHandle } from './receipt-handle.ts';

export interface ReceiveOptions {
  readonly limit: number;
  readonly visibilityTimeoutMs: number;
  /** How often a message may be received before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
}

export interface Received {
  readonly messages: readonly Receive[];
  /** Messages that were received too often, for the dead-letter queue. */
  readonly spent: readonly Message[];
}

/** The clock may be set while a receive waits. */
const LONGEST_LOOK_MS = 1_000;
const DEDUPLICATION_MS = 5 * 60_000;

/** The messages of one queue, in the order in which they were sent. It implements the visibility rules, and no protocol. */
export class Queue {
  readonly isFifo: boolean;
  readonly #name: string;
  readonly #messages = new Map<string, Message>();
  /** The messages of a FIFO queue by group. The group whose last receive is the oldest is first. */
  readonly #groups = new Map<string, Map<string, Message>>();
  readonly #sent = new Map<string, { message: Message; atMs: number }>();
  readonly #waiting = new Set<() => void>();
  /** Of all messages, with their attributes. */
  bytes = 0;

  constructor(name: string) {
    this.#name = name;
    this.isFifo = name.endsWith('.fifo');
  }

  /** Every message, also those in flight. */
  all(): readonly Message[] {
    return [...this.#messages.values()];
  }

  /** The message that the same deduplication ID brought within five minutes. */
  duplicateOf(key: string, nowMs: number): Message | undefined {
    for (const [each, { atMs }] of this.#sent) {
      // The oldest are first.
      if (atMs + DEDUPLICATION_MS > nowMs) break;
      this.#sent.delete(each);
    }
    return this.#sent.get(key)?.message;
  }

  newMessage(
    { delaySeconds = 0, ...message }: NewMessage,
    { sequence, sequenceNumber }: { sequence: number; sequenceNumber: string },
    nowMs: number,
  ): Message {
    return {
      ...message,
      id: randomUUID(),
      sequence,
      sentMs: nowMs,
      ...(this.isFifo && { sequenceNumber }),
      visibleAtMs: nowMs + delaySeconds * 1000,
      receiveCount: 0,
    };
  }

  add(message: Message, deduplicationKey?: string): void {
    this.#messages.set(message.id, message);
    if (this.isFifo) this.#addToGroup(message);
    this.bytes += sizeOf(message);
    if (deduplicationKey !== undefined) this.#sent.set(deduplicationKey, { message, atMs: message.sentMs });
    this.wake();
  }

  /** Receives visible messages. */
  receive({ limit, visibilityTimeoutMs, maxReceiveCount }: ReceiveOptions, nowMs: number): Received {
    const messages: Receive[] = [];
    const spent: Message[] = [];
    const receivable = this.isFifo ? this.#inGroups(nowMs) : this.visible(nowMs);
    for (const message of receivable) {
      if (messages.length === limit) break;
      if (message.receiveCount >= maxReceiveCount) {
        spent.push(message);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedMs ??= nowMs;
      message.visibleAtMs = nowMs + visibilityTimeoutMs;
      messages.push({ message, receiptHandle: receiptHandle(this.#name, message) });
    }
    if (this.isFifo) for (const { message } of messages) this.#moveGroupToEnd(message);
    return { messages, spent };
  }

  /** Messages that are not in flight, in the order in which they were sent. */
  *visible(nowMs: number): Generator<Message> {
    for (const message of this.#messages.values()) if (message.visibleAtMs <= nowMs) yield message;
  }

  /** The message of a receipt, while it is in the queue. */
  messageOf({ messageId }: Receipt): Message | undefined {
    return this.#messages.get(messageId);
  }

  remove(message: Message): boolean {
    const wasThere = this.#messages.delete(message.id);
    if (wasThere) this.bytes -= sizeOf(message);
    if (wasThere && this.isFifo) this.#removeFromGroup(message);
    // The next message of its group can be received.
    if (wasThere && this.isFifo) this.wake();
    return wasThere;
  }

  clear(): Message[] {
    const removed = this.all();
    this.#messages.clear();
    this.#groups.clear();
    // AWS forgets the deduplication IDs, too.
    this.#sent.clear();
    this.bytes = 0;
    return [...removed];
  }

  removeSentBefore(timeMs: number): Message[] {
    const old: Message[] = [];
    for (const message of this.#messages.values()) {
      // In the order in which they were sent.
      if (message.sentMs >= timeMs) break;
      old.push(message);
    }
    for (const message of old) this.remove(message);
    return old;
  }

  counts(nowMs: number): { visible: number; inFlight: number; delayed: number } {
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAtMs, receiveCount } of this.#messages.values()) {
      if (visibleAtMs <= nowMs) counts.visible += 1;
      else if (receiveCount > 0) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** Resolves when a message may have arrived or become visible, or at the deadline. */
  async change(nowMs: number, deadlineMs: number): Promise<void> {
    let next = deadlineMs;
    for (const { visibleAtMs } of this.#messages.values()) if (visibleAtMs > nowMs) next = Math.min(next, visibleAtMs);
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.min(Math.max(1, next - nowMs), LONGEST_LOOK_MS));
      this.#waiting.add(done);
    });
  }

  /**
   * As many messages of one group as possible, then those of the next group. In a group, a message waits for all before it.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
   */
  *#inGroups(nowMs: number): Generator<Message> {
    for (const group of this.#groups.values()) {
      for (const message of group.values()) {
        if (message.visibleAtMs > nowMs) break;
        yield message;
      }
    }
  }

  #addToGroup(message: Message): void {
    const { groupId = '' } = message;
    const group = this.#groups.get(groupId) ?? new Map<string, Message>();
    this.#groups.set(groupId, group.set(message.id, message));
  }

  #removeFromGroup({ id, groupId = '' }: Message): void {
    const group = this.#groups.get(groupId);
    group?.delete(id);
    if (group?.size === 0) this.#groups.delete(groupId);
  }

  #moveGroupToEnd({ groupId = '' }: Message): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    this.#groups.delete(groupId);
    this.#groups.set(groupId, group);
  }

  wake(): void {
    for (const done of [...this.#waiting]) done();
  }
}

function sizeOf({ body, attributes }: Message): number {
  return sizeOfMessage(body, attributes);
}

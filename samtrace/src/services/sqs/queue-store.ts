import { randomUUID } from 'node:crypto';
import { type Account, nameInArn, queueArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { SqsDatabase } from './database.ts';
import { deduplicationIdOf, deduplicationKey } from './deduplication.ts';
import { queueDoesNotExist } from './errors.ts';
import type { Journal, Message, NewMessage, QueueRecord, Receive } from './message.ts';
import { sizeOfMessage } from './message-attributes.ts';
import { Queue } from './queue.ts';
import { redrivePolicy, withDefaults } from './queue-attributes.ts';
import { readReceipt } from './receipt-handle.ts';
import { SequenceNumbers } from './sequence-numbers.ts';

export interface QueueStoreOptions {
  readonly account: Account;
  readonly now: () => number;
  /** Keeps the messages in `sqs.sqlite` there. Without it they are in memory only. */
  readonly dataDirectory?: string;
  readonly maxBytes?: number;
}

type MessageListener = (queueName: string, messageId: string) => void;

interface Entry {
  record: QueueRecord;
  readonly queue: Queue;
}

/** Of all messages together, which are in memory. Messages are never dropped: at the bound, sending is refused. */
const MAX_BYTES = 256 * 1024 * 1024;

/** When a message is visible whose receiver has set its visibility timeout to 0. */
const GIVEN_BACK = 0;

/** All queues, with what a single one cannot do: dead letters, retention, and keeping messages over a restart. */
export class QueueStore {
  readonly account: Account;
  readonly now: () => number;
  readonly #entries = new Map<string, Entry>();
  readonly #database: SqsDatabase | undefined;
  readonly #journal: Journal | undefined;
  readonly #messageListeners = new Set<MessageListener>();
  readonly #removedListeners = new Set<MessageListener>();
  readonly #maxBytes: number;
  #policyListener: (queueArn: string, policy: string) => void = () => undefined;
  readonly #sequences = new SequenceNumbers();
  #isStopped = false;

  /** Throws a StoredDataError. */
  constructor({ account, now, dataDirectory, maxBytes = MAX_BYTES }: QueueStoreOptions) {
    this.#maxBytes = maxBytes;
    this.account = account;
    this.now = now;
    this.#database = dataDirectory === undefined ? undefined : new SqsDatabase(dataDirectory);
    this.#journal = this.#database;
    for (const record of this.#database?.queues() ?? []) {
      this.#entries.set(record.name, { record, queue: new Queue(record.name) });
    }
    for (const { queueName, message } of this.#database?.messages() ?? []) {
      this.#sequences.startAfter(message.sequence);
      this.#entries.get(queueName)?.queue.add(message);
    }
  }

  /** Ends every wait for messages. */
  stop(): void {
    this.#isStopped = true;
    for (const { queue } of this.#entries.values()) queue.wake();
    this.#database?.close();
  }

  /** Calls for each queue that has a policy now, and for each that gets one. An empty string means that the policy was removed. */
  onPolicy(listener: (queueArn: string, policy: string) => void): void {
    this.#policyListener = listener;
    for (const { record } of this.#entries.values()) this.#tellPolicy(record, undefined);
  }

  /** Calls after each message that a queue gets. */
  onMessage(listener: MessageListener): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  /** Calls after each message that is removed from a queue: deleted, purged, expired, or as a dead letter. */
  onRemoved(listener: MessageListener): () => void {
    this.#removedListeners.add(listener);
    return () => this.#removedListeners.delete(listener);
  }

  names(): string[] {
    return [...this.#entries.keys()].sort();
  }

  find(name: string): QueueRecord | undefined {
    return this.#entries.get(name)?.record;
  }

  /** Throws QueueDoesNotExist. */
  record(name: string): QueueRecord {
    return this.#entry(name).record;
  }

  /** The attributes that are in force. */
  attributes(name: string): Record<string, string> {
    return withDefaults(this.record(name).attributes);
  }

  put(record: QueueRecord): void {
    this.#journal?.putQueue(record);
    const existing = this.#entries.get(record.name);
    this.#tellPolicy(record, existing?.record);
    if (existing === undefined) this.#entries.set(record.name, { record, queue: new Queue(record.name) });
    else existing.record = record;
  }

  delete(name: string): void {
    const { queue } = this.#entry(name);
    this.#journal?.deleteQueue(name);
    this.#entries.delete(name);
    queue.wake();
    this.#tellRemoved(name, queue.all());
  }

  /** Stores a message; one that a FIFO queue has had within five minutes is not stored again. */
  send(name: string, message: NewMessage): Message {
    const { queue, record } = this.#entry(name);
    const nowMs = this.now();
    const deduplicationId = queue.isFifo ? deduplicationIdOf(message) : undefined;
    const key = deduplicationId && deduplicationKey(record, message, deduplicationId);
    const duplicate = key === undefined ? undefined : queue.duplicateOf(key, nowMs);
    if (duplicate !== undefined) return duplicate;
    // A FIFO queue allows no delay but its own: 0 is as good as none.
    const own = queue.isFifo ? undefined : message.delaySeconds;
    const delaySeconds = own ?? Number(this.attributes(name).DelaySeconds);
    this.#checkRoom(message);
    const identified = { ...message, ...(deduplicationId !== undefined && { deduplicationId }), delaySeconds };
    const stored = queue.newMessage(identified, this.#sequences.next(), nowMs);
    this.#journal?.putMessage(name, stored);
    queue.add(stored, key);
    for (const listener of this.#messageListeners) listener(name, stored.id);
    return stored;
  }

  /** Waits up to `waitMs` if there is no message. */
  async receive(
    name: string,
    { limit, waitMs, visibilityTimeoutMs }: { limit: number; waitMs: number; visibilityTimeoutMs: number },
  ): Promise<readonly Receive[]> {
    const deadlineMs = this.now() + waitMs;
    // The clock may be set back meanwhile.
    const endMs = performance.now() + waitMs;
    for (;;) {
      const { queue } = this.#entry(name);
      this.#dropExpired(name);
      const { messages, spent } = queue.receive(
        { limit, visibilityTimeoutMs, maxReceiveCount: this.#deadLetters(name)?.maxReceiveCount ?? Infinity },
        this.now(),
      );
      this.#moveToDeadLetters(name, spent);
      for (const { message } of messages) this.#journal?.updateMessage(message);
      const nowMs = this.now();
      const isOver = nowMs >= deadlineMs || performance.now() >= endMs;
      if (messages.length > 0 || isOver || this.#isStopped) return messages;
      await queue.change(nowMs, deadlineMs);
    }
  }

  /**
   * A message that was already deleted is not an error. In a standard queue, a message that was received again is not an error either. In a
   * FIFO queue, a receipt is good only while the message is in flight because of it.
   */
  deleteMessage(name: string, receiptHandle: string): 'deleted' | 'expired' {
    const { queue } = this.#entry(name);
    const receipt = readReceipt(receiptHandle, name);
    const message = queue.messageOf(receipt);
    if (message === undefined) return 'deleted';
    const isInFlight = message.visibleAtMs > this.now() && message.receiveCount === receipt.receiveCount;
    if (queue.isFifo && !isInFlight) return 'expired';
    this.#journal?.deleteMessages([message.sequence]);
    queue.remove(message);
    this.#tellRemoved(name, [message]);
    return 'deleted';
  }

  /**
   * `missing`: the queue does not contain the message. `not in flight`: it is not received, or it was made visible again.
   * A timeout that has run out can still be changed.
   */
  changeVisibility(name: string, receiptHandle: string, timeoutMs: number): 'changed' | 'missing' | 'not in flight' {
    const { queue } = this.#entry(name);
    const message = queue.messageOf(readReceipt(receiptHandle, name));
    if (message === undefined) return 'missing';
    if (message.receiveCount === 0 || message.visibleAtMs === GIVEN_BACK) return 'not in flight';
    message.visibleAtMs = timeoutMs === 0 ? GIVEN_BACK : this.now() + timeoutMs;
    this.#journal?.updateMessage(message);
    queue.wake();
    return 'changed';
  }

  purge(name: string): void {
    const removed = this.#entry(name).queue.clear();
    this.#journal?.deleteMessages(removed.map(({ sequence }) => sequence));
    this.#tellRemoved(name, removed);
  }

  counts(name: string): { visible: number; inFlight: number; delayed: number } {
    this.#dropExpired(name);
    return this.#entry(name).queue.counts(this.now());
  }

  messages(name: string): readonly Message[] {
    this.#dropExpired(name);
    return this.#entry(name).queue.all();
  }

  /** Messages that can be received, in the order in which they were sent. */
  visibleMessages(name: string, limit: number): Message[] {
    this.#dropExpired(name);
    const { queue } = this.#entry(name);
    const found: Message[] = [];
    for (const message of queue.visible(this.now())) {
      if (found.length === limit) break;
      found.push(message);
    }
    return found;
  }

  /**
   * Moves a message out of a dead-letter queue. For SQS it is a new message then, with an ID and a time of its own.
   * Throws QueueDoesNotExist.
   */
  redrive(source: string, target: string, message: Message): void {
    const { deadLetterSourceArn: _, firstReceivedMs: __, ...kept } = message;
    const nowMs = this.now();
    const { sequence, sequenceNumber } = this.#sequences.next();
    const { queue } = this.#entry(target);
    const moved: Message = {
      ...kept,
      id: randomUUID(),
      sequence,
      ...(queue.isFifo && { sequenceNumber }),
      sentMs: nowMs,
      visibleAtMs: nowMs,
      receiveCount: 0,
    };
    this.#transfer(source, message, target, moved);
  }

  /** The queues whose dead letters come to this one. */
  sourcesOf(name: string): string[] {
    const arn = queueArn(this.account, name);
    return this.names().filter((each) => this.#deadLetters(each)?.deadLetterTargetArn === arn);
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw queueDoesNotExist();
    return entry;
  }

  #deadLetters(name: string): { deadLetterTargetArn: string; maxReceiveCount: number } | undefined {
    const policy = redrivePolicy(this.record(name).attributes.RedrivePolicy);
    // Without the queue, messages stay where they are.
    return policy !== undefined && this.#entries.has(nameInArn(policy.deadLetterTargetArn)) ? policy : undefined;
  }

  /** A dead letter keeps its id and its time, so that its retention counts from when it was sent. */
  #moveToDeadLetters(name: string, spent: readonly Message[]): void {
    const policy = this.#deadLetters(name);
    if (policy === undefined) return;
    const target = nameInArn(policy.deadLetterTargetArn);
    for (const message of spent) {
      const { sequence } = this.#sequences.next();
      const letter = { ...message, sequence, deadLetterSourceArn: queueArn(this.account, name) };
      this.#transfer(name, message, target, letter);
    }
  }

  /** Replaces a message of one queue with a message of another. If the file cannot be written, the message stays in its queue. */
  #transfer(source: string, message: Message, target: string, moved: Message): void {
    this.#journal?.putMessage(target, moved);
    this.#journal?.deleteMessages([message.sequence]);
    this.#entry(source).queue.remove(message);
    this.#entry(target).queue.add(moved);
    for (const listener of this.#messageListeners) listener(target, moved.id);
    this.#tellRemoved(source, [message]);
  }

  #dropExpired(name: string): void {
    const { queue } = this.#entry(name);
    const retentionMs = Number(this.attributes(name).MessageRetentionPeriod) * 1000;
    const old = queue.removeSentBefore(this.now() - retentionMs);
    this.#journal?.deleteMessages(old.map(({ sequence }) => sequence));
    this.#tellRemoved(name, old);
  }

  #tellRemoved(name: string, messages: readonly Message[]): void {
    for (const { id } of messages) for (const listener of this.#removedListeners) listener(name, id);
  }

  /** Throws OverLimit. */
  #checkRoom({ body, attributes }: NewMessage): void {
    const size = sizeOfMessage(body, attributes);
    let bytes = size;
    for (const { queue } of this.#entries.values()) bytes += queue.bytes;
    if (bytes <= this.#maxBytes) return;
    const message = `The local SQS holds at most ${this.#maxBytes} bytes of messages. Delete some, or purge a queue.`;
    throw new AwsError('OverLimit', message, { status: 403 });
  }

  #tellPolicy({ name, attributes }: QueueRecord, before: QueueRecord | undefined): void {
    if (attributes.Policy === before?.attributes.Policy) return;
    this.#policyListener(queueArn(this.account, name), attributes.Policy ?? '');
  }
}

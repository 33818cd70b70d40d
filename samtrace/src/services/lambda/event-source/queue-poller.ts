import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, messageOf } from '../../../aws/error.ts';
import { preciseNowMs } from '../clock.ts';
import type { InvokeResult } from '../contract.ts';
import { Semaphore } from '../semaphore.ts';
import { failedMessages } from './batch-result.ts';
import type { PollerOptions, QueueMapping, QueueMessage } from './contract.ts';
import { compileMessageFilter, type MessageFilter } from './message-filter.ts';
import { OpenMessages } from './open-messages.ts';
import { sqsRecord } from './record.ts';
import { upstreamTraces } from './upstream-traces.ts';

/** Batches at a time. Lambda also starts with five. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const CONCURRENCY = 5;
/** ReceiveMessage returns at most ten messages. */
const MAX_RECEIVE = 10;
/** Long polling. A poll ends when the stack stops. */
const WAIT_SECONDS = 20;
/** The payload of a synchronous invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const THROTTLE_WAIT_MS = 1_000;
/**
 * A message without a dead-letter queue returns until the retention of the queue ends. After this number of attempts, settled() does not wait for
 * it any more, and the waits between its attempts are no longer shortened.
 */
const ATTEMPTS_WAITED_FOR = 3;

/** Processes the messages of one queue: receives them in batches and invokes the function. */
export class QueuePoller {
  readonly mapping: QueueMapping;
  readonly #options: PollerOptions;
  readonly #filter: MessageFilter;
  readonly #messages: OpenMessages;
  readonly #slots: Semaphore;
  readonly #stopping = new AbortController();
  readonly #work = new Set<Promise<void>>();
  #held: QueueMessage | undefined;
  #polling: Promise<void> | undefined;

  constructor(mapping: QueueMapping, options: PollerOptions) {
    this.mapping = mapping;
    this.#options = options;
    this.#filter = compileMessageFilter(mapping.filterPatterns);
    this.#messages = new OpenMessages(options.pending);
    this.#slots = new Semaphore(Math.min(CONCURRENCY, mapping.maximumConcurrency ?? CONCURRENCY));
  }

  start(): void {
    this.#polling = this.#poll();
  }

  /** A message has been put into the queue. */
  arrived(messageId: string): void {
    this.#messages.begin(messageId, this.mapping.queueArn);
  }

  /** A message has left the queue. */
  removed(messageId: string): void {
    this.#messages.end(messageId);
  }

  /** Resolves when no batch is running. Received messages that were not finished return after their timeout. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#messages.endAll();
    await Promise.allSettled([this.#polling, ...this.#work]);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const release = await this.#slots.acquire();
      const batch = await this.#receiveBatch().catch((error: unknown) => this.#failedToReceive(error));
      if (batch.length === 0 || signal.aborted) {
        release();
        continue;
      }
      const work = this.#process(batch).finally(() => {
        release();
        this.#work.delete(work);
      });
      this.#work.add(work);
    }
  }

  /** Waits for a first message, and then until the batch is full or its window is over. */
  async #receiveBatch(): Promise<QueueMessage[]> {
    const { batchSize, batchingWindowSeconds } = this.mapping;
    const batch: QueueMessage[] = this.#held === undefined ? [] : [this.#held];
    this.#held = undefined;
    if (batch.length === 0) batch.push(...(await this.#receive(Math.min(batchSize, MAX_RECEIVE), WAIT_SECONDS)));
    const deadlineMs = preciseNowMs() + batchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && !this.#stopping.signal.aborted) {
      const remainingSeconds = Math.ceil((deadlineMs - preciseNowMs()) / 1000);
      if (remainingSeconds <= 0) break;
      const wait = Math.min(remainingSeconds, WAIT_SECONDS);
      batch.push(...(await this.#receive(Math.min(batchSize - batch.length, MAX_RECEIVE), wait)));
    }
    return this.#withinPayload(batch);
  }

  async #receive(max: number, waitSeconds: number): Promise<QueueMessage[]> {
    const poll = this.#options.queues.receive(this.mapping.queueArn, { max, waitSeconds });
    const received = await this.#unlessStopped(poll);
    // A message that an earlier run has left arrives unnoticed.
    for (const { MessageId, Attributes } of received) {
      if (Attributes?.ApproximateReceiveCount === '1') this.#messages.begin(MessageId, this.mapping.queueArn);
    }
    return received;
  }

  /**
   * What the work resolves to, or no messages as soon as the poller stops. Promise.race with a promise that never resolves
   * would keep every result in memory.
   */
  async #unlessStopped(work: Promise<QueueMessage[]>): Promise<QueueMessage[]> {
    const { signal } = this.#stopping;
    const { promise, resolve, reject } = Promise.withResolvers<QueueMessage[]>();
    const stop = () => resolve([]);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    work.then(resolve, reject);
    return promise.finally(() => signal.removeEventListener('abort', stop));
  }

  /** The messages that fit into one invocation; the first one too many waits for the next batch, the others for their timeout. */
  #withinPayload(batch: readonly QueueMessage[]): QueueMessage[] {
    let bytes = 0;
    const fitting = batch.filter(({ Body, MessageAttributes = {} }) => {
      bytes += JSON.stringify(Body).length + JSON.stringify(MessageAttributes).length + 1024;
      return bytes <= MAX_PAYLOAD_BYTES;
    });
    this.#held = batch[fitting.length];
    return fitting;
  }

  /** The stack is stopping, or the queue was deleted. */
  async #failedToReceive(error: unknown): Promise<QueueMessage[]> {
    if (this.#stopping.signal.aborted) return [];
    process.emitWarning(`Lambda cannot read ${this.mapping.queueArn}: ${messageOf(error)}`, 'EventSourceWarning');
    await this.#sleep(WAIT_SECONDS * 1000);
    return [];
  }

  async #process(received: readonly QueueMessage[]): Promise<void> {
    const receivedMs = preciseNowMs();
    const { mapping } = this;
    const { region } = this.#options;
    const passing = received.filter((message) => this.#filter(sqsRecord(message, mapping, region)));
    await this.#delete(received.filter((message) => !passing.includes(message)));
    if (passing.length === 0) return;
    try {
      const result = await this.#invoke(passing, receivedMs);
      const ids = passing.map(({ MessageId }) => MessageId);
      const failed = result && failedMessages(result, ids, mapping.reportsItemFailures);
      const hasFailed = ({ MessageId }: QueueMessage) => failed === undefined || failed.includes(MessageId);
      await this.#delete(passing.filter((message) => !hasFailed(message)));
      await Promise.all(passing.filter(hasFailed).map((message) => this.#failed(message, receivedMs)));
    } catch (error) {
      if (!this.#stopping.signal.aborted) throw error;
    }
  }

  /** Undefined when the function was throttled until the messages' visibility timeout was over. */
  async #invoke(messages: readonly QueueMessage[], receivedMs: number): Promise<InvokeResult | undefined> {
    const { functionName, qualifier, queueArn } = this.mapping;
    const records = messages.map((message) => sqsRecord(message, this.mapping, this.#options.region));
    const payload = Buffer.from(JSON.stringify({ Records: records }));
    const { traceHeader, links } = upstreamTraces(messages, receivedMs);
    const untilMs = receivedMs + this.#scaled((await this.#visibilitySeconds(queueArn)) * 1000);
    for (;;) {
      try {
        return await this.#options.invoke(functionName, payload, {
          isEventSource: true,
          links,
          ...(qualifier !== undefined && { qualifier }),
          ...(traceHeader !== undefined && { traceHeader }),
        });
      } catch (error) {
        const isThrottled = error instanceof AwsError && error.status === 429;
        if (!isThrottled) throw error;
        if (preciseNowMs() >= untilMs) return undefined;
        await this.#sleep(Math.max(this.#scaled(THROTTLE_WAIT_MS), 10));
      }
    }
  }

  async #delete(messages: readonly QueueMessage[]): Promise<void> {
    await Promise.all(
      messages.map(({ ReceiptHandle }) => this.#options.queues.delete(this.mapping.queueArn, ReceiptHandle)),
    );
  }

  /** The message stays in the queue, invisible until its timeout is over. That wait is shortened like those of retries. */
  async #failed({ MessageId, ReceiptHandle, Attributes }: QueueMessage, receivedMs: number): Promise<void> {
    const { queues } = this.#options;
    const { queueArn } = this.mapping;
    const attributes = await queues.attributes(queueArn);
    const receiveCount = Number(Attributes?.ApproximateReceiveCount ?? 1);
    if (!attributes.RedrivePolicy && receiveCount >= ATTEMPTS_WAITED_FOR) {
      this.#messages.end(MessageId);
      return;
    }
    const timeoutMs = Number(attributes.VisibilityTimeout) * 1000;
    await this.#sleep(Math.max(0, this.#scaled(timeoutMs - (preciseNowMs() - receivedMs))));
    // After its last attempt the next poll moves it to the dead-letter queue.
    await queues.release(queueArn, ReceiptHandle);
  }

  async #visibilitySeconds(queueArn: string): Promise<number> {
    return Number((await this.#options.queues.attributes(queueArn)).VisibilityTimeout);
  }

  #scaled(waitMs: number): number {
    return waitMs * this.#options.retryDelayScale;
  }

  #sleep(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#stopping.signal });
  }
}

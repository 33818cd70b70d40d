import { setTimeout as delay } from 'node:timers/promises';
import { AwsError, messageOf } from '../../../aws/error.ts';
import { preciseNowMs } from '../clock.ts';
import type { InvokeResult } from '../contract.ts';
import type { StreamPollerOptions } from './contract.ts';
import { type FailedBatch, failedBatchRecord } from './failed-batch.ts';
import { compileRecordFilter } from './message-filter.ts';
import { OpenMessages } from './open-messages.ts';
import { halves, unprocessed } from './stream-batch.ts';
import type { StreamMapping } from './stream-mapping.ts';
import type { TableRecord } from './table-streams.ts';
import { WaitingRecords } from './waiting-records.ts';

/** The payload of a synchronous invocation. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const THROTTLE_WAIT_MS = 1_000;
/** Before the first retry, and twice as long before each further one, up to the longest. */
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** The memory for the records behind a batch that blocks them. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** Without a maximum of retries, a failed batch blocks its stream for a day. After so many attempts, its records are no longer pending. */
const ATTEMPTS_WAITED_FOR = 3;

/**
 * Processes the records of one stream: invokes the function with one batch after the other, in the order of the
 * writes. A batch that fails blocks those behind it.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export class StreamPoller {
  readonly mapping: StreamMapping;
  readonly #options: StreamPollerOptions;
  readonly #passes: (record: object) => boolean;
  readonly #open: OpenMessages;
  readonly #stopping = new AbortController();
  readonly #waiting = new WaitingRecords(MAX_WAITING_BYTES);
  #wake: (() => void) | undefined;
  #working: Promise<void> | undefined;
  /** A failed batch blocks the stream. Records behind it are not pending. */
  #isBlocked = false;

  constructor(mapping: StreamMapping, options: StreamPollerOptions) {
    this.mapping = mapping;
    this.#options = options;
    this.#passes = compileRecordFilter(mapping.filterPatterns);
    this.#open = new OpenMessages(options.pending);
  }

  start(): void {
    this.#working = this.#run();
  }

  arrived(records: readonly TableRecord[]): void {
    for (const record of records) {
      const withSource = { ...record, eventSourceARN: this.mapping.streamArn };
      if (!this.#passes(withSource)) continue;
      const removed = this.#waiting.add(withSource);
      if (!this.#isBlocked) this.#open.begin(record.eventID, this.mapping.streamArn);
      if (removed.length > 0) this.#drop(removed);
    }
    this.#wake?.();
  }

  /** Resolves when no batch is at work. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#open.endAll();
    this.#wake?.();
    await this.#working;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        const batch = await this.#nextBatch();
        if (signal.aborted) return;
        await this.#process(batch, 0);
        this.#unblock();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Waits for a first record, and then until the batch is full or its window is over. */
  async #nextBatch(): Promise<TableRecord[]> {
    const { batchSize, batchingWindowSeconds } = this.mapping;
    if (this.#waiting.length === 0) await this.#untilWoken();
    const deadlineMs = preciseNowMs() + batchingWindowSeconds * 1000;
    while (this.#waiting.length < batchSize && !this.#stopping.signal.aborted) {
      const remainingMs = deadlineMs - preciseNowMs();
      if (remainingMs <= 0) break;
      await Promise.race([this.#untilWoken(), this.#sleep(remainingMs)]);
    }
    return this.#waiting.take(batchSize, MAX_PAYLOAD_BYTES);
  }

  /** Invokes the function until every record is processed or given up, after a number of failed attempts. */
  async #process(given: readonly TableRecord[], attempts: number): Promise<void> {
    const { mapping } = this;
    let batch = given;
    for (let attempt = attempts + 1; ; attempt++) {
      batch = await this.#withoutTooOld(batch, attempt - 1);
      if (batch.length === 0) return;
      const result = await this.#invoke(batch);
      const failed = unprocessed(result, batch, mapping);
      this.#finish(batch.slice(0, batch.length - failed.length));
      if (failed.length === 0) return;
      // A position that the function reports is used instead of the halves.
      const isReported = failed.length < batch.length || (mapping.reportsItemFailures && !result.functionError);
      if (mapping.bisectsBatches && !isReported && batch.length > 1) {
        // A division does not count as an attempt.
        for (const half of halves(batch)) await this.#process(half, attempt - 1);
        return;
      }
      batch = failed;
      if (mapping.maximumRetryAttempts >= 0 && attempt > mapping.maximumRetryAttempts) {
        return this.#giveUp(batch, 'RetryAttemptsExhausted', attempt, result);
      }
      await this.#waitForRetry(attempt);
    }
  }

  async #invoke(batch: readonly TableRecord[]): Promise<InvokeResult> {
    const { functionName, qualifier } = this.mapping;
    const payload = Buffer.from(JSON.stringify({ Records: batch }));
    const options = { isEventSource: true, ...(qualifier !== undefined && { qualifier }) };
    for (;;) {
      try {
        return await this.#options.invoke(functionName, payload, options);
      } catch (error) {
        if (!(error instanceof AwsError) || this.#stopping.signal.aborted) throw error;
        const isThrottled = error.status === 429;
        if (!isThrottled) this.#block(messageOf(error));
        await this.#sleep(isThrottled ? Math.max(this.#scaled(THROTTLE_WAIT_MS), 10) : LONGEST_RETRY_MS);
      }
    }
  }

  /** Gives up the records that have become too old. */
  async #withoutTooOld(batch: readonly TableRecord[], invokeCount: number): Promise<readonly TableRecord[]> {
    const { maximumRecordAgeSeconds } = this.mapping;
    if (maximumRecordAgeSeconds < 0) return batch;
    const oldestSeconds = preciseNowMs() / 1000 - maximumRecordAgeSeconds;
    const isTooOld = ({ dynamodb }: TableRecord) => dynamodb.ApproximateCreationDateTime < oldestSeconds;
    const tooOld = batch.filter(isTooOld);
    if (tooOld.length > 0) await this.#giveUp(tooOld, 'RecordAgeExceeded', invokeCount);
    return batch.filter((record) => !isTooOld(record));
  }

  async #giveUp(
    records: readonly TableRecord[],
    condition: FailedBatch['condition'],
    invokeCount: number,
    lastResult?: InvokeResult,
  ): Promise<void> {
    const { onFailureArn, streamArn } = this.mapping;
    const functionArn = this.#options.functionArn(this.mapping);
    if (onFailureArn !== undefined) {
      const facts = { streamArn, functionArn, records, condition, invokeCount, nowMs: Date.now() };
      const body = failedBatchRecord({ ...facts, ...(lastResult && { lastResult }) });
      await this.#options.sendToDestination({ destinationArn: onFailureArn, body, functionArn }).catch((error) => {
        const message = `The record of ${records.length} records of ${streamArn} did not reach ${onFailureArn}: ${messageOf(error)}`;
        process.emitWarning(message, 'EventSourceWarning');
      });
    }
    this.#finish(records);
  }

  #drop(records: readonly TableRecord[]): void {
    const { functionName, streamArn } = this.mapping;
    const message = `${records.length} records of ${streamArn} are lost, because ${functionName} does not process those before them. On AWS they are lost after 24 hours.`;
    process.emitWarning(message, 'EventSourceWarning');
    this.#finish(records);
  }

  #finish(records: readonly TableRecord[]): void {
    for (const { eventID } of records) this.#open.end(eventID);
  }

  async #waitForRetry(attempt: number): Promise<void> {
    const waitMs = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS);
    if (this.mapping.maximumRetryAttempts < 0 && attempt >= ATTEMPTS_WAITED_FOR) {
      this.#block('MaximumRetryAttempts limits the attempts.');
      await this.#sleep(waitMs);
    } else {
      await this.#sleep(this.#scaled(waitMs));
    }
  }

  #block(more: string): void {
    if (this.#isBlocked) return;
    this.#isBlocked = true;
    this.#open.endAll();
    const { functionName, streamArn } = this.mapping;
    const message = `${functionName} cannot process a batch of ${streamArn}. Lambda tries again until the records are a day old. ${more}`;
    process.emitWarning(message, 'EventSourceWarning');
  }

  #unblock(): void {
    if (!this.#isBlocked) return;
    this.#isBlocked = false;
    for (const { eventID } of this.#waiting.records()) this.#open.begin(eventID, this.mapping.streamArn);
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#stopping.signal.aborted) resolve();
    });
  }

  #scaled(waitMs: number): number {
    return waitMs * this.#options.retryDelayScale;
  }

  #sleep(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.#stopping.signal });
  }
}

import { AwsError } from '../../aws/error.ts';
import type { LogEvent } from '../../aws/log-event.ts';
import { insertSorted, type StoredEvent } from './event-order.ts';

/** What CloudWatch Logs adds to each message when it counts bytes. */
const EVENT_OVERHEAD_BYTES = 26;

export interface LogStream {
  readonly name: string;
  /** Epoch milliseconds, as all times here. */
  readonly creationTime: number;
  lastIngestionTime?: number;
  /** Sorted by position. */
  readonly events: StoredEvent[];
}

export interface LogGroup {
  readonly name: string;
  readonly creationTime: number;
  retentionInDays?: number;
  storedBytes: number;
  readonly streams: Map<string, LogStream>;
  /** The events of all streams, sorted by position. */
  readonly events: StoredEvent[];
}

/** Is told of every change, so that it can be kept. */
export interface Journal {
  /** A group that is new or has a new retention. */
  group(group: LogGroup): void;
  stream(group: LogGroup, stream: LogStream): void;
  event(group: LogGroup, event: StoredEvent): void;
}

/** Every log group of the account, in memory. The errors are those that the API answers. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  #journal: Journal | undefined;
  #nextSequence = 1;

  /** From now on changes are told to the journal. */
  keepIn(journal: Journal): void {
    this.#journal = journal;
  }

  groups(): LogGroup[] {
    return [...this.#groups.values()].sort((a, b) => compareNames(a.name, b.name));
  }

  hasGroup(name: string): boolean {
    return this.#groups.has(name);
  }

  /** Throws ResourceNotFoundException. */
  group(name: string): LogGroup {
    const group = this.#groups.get(name);
    if (group === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
    }
    return group;
  }

  /** Throws ResourceNotFoundException. */
  stream(groupName: string, streamName: string): LogStream {
    const stream = this.group(groupName).streams.get(streamName);
    if (stream === undefined) {
      throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
    }
    return stream;
  }

  /** Throws ResourceAlreadyExistsException. */
  createGroup(name: string, creationTime: number, retentionInDays?: number): LogGroup {
    if (this.#groups.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group: LogGroup = { name, creationTime, storedBytes: 0, streams: new Map(), events: [] };
    if (retentionInDays !== undefined) group.retentionInDays = retentionInDays;
    this.#groups.set(name, group);
    this.#journal?.group(group);
    return group;
  }

  setRetention(name: string, retentionInDays: number): void {
    const group = this.group(name);
    group.retentionInDays = retentionInDays;
    this.#journal?.group(group);
  }

  /** Throws ResourceNotFoundException for the group, ResourceAlreadyExistsException for the stream. */
  createStream(groupName: string, streamName: string, creationTime: number): LogStream {
    const group = this.group(groupName);
    if (group.streams.has(streamName)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    const stream: LogStream = { name: streamName, creationTime, events: [] };
    group.streams.set(streamName, stream);
    this.#journal?.stream(group, stream);
    return stream;
  }

  /** Takes events into a stream that exists, and returns them as they are stored. */
  append(
    groupName: string,
    streamName: string,
    events: readonly LogEvent[],
    ingestionTime: number,
  ): readonly StoredEvent[] {
    return events.map(({ timestamp, message }) => {
      const event = { timestamp, message, ingestionTime, logStreamName: streamName, sequence: this.#nextSequence };
      this.put(groupName, event);
      return event;
    });
  }

  /** Puts an event that has its sequence number already in its place. */
  put(groupName: string, event: StoredEvent): void {
    const group = this.group(groupName);
    const stream = this.stream(groupName, event.logStreamName);
    stream.lastIngestionTime = Math.max(stream.lastIngestionTime ?? 0, event.ingestionTime);
    insertSorted(stream.events, event);
    insertSorted(group.events, event);
    group.storedBytes += sizeOf(event);
    this.#nextSequence = Math.max(this.#nextSequence, event.sequence + 1);
    this.#journal?.event(group, event);
  }
}

/** The bytes that CloudWatch Logs counts for an event. */
export function sizeOf(event: LogEvent): number {
  return Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
}

/** By code point, as AWS sorts names; not by the machine's language. */
export function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

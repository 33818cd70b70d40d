import { AwsError } from '../../aws/error.ts';
import type { LogEvent } from '../../aws/log-event.ts';
import {
  behind,
  comparePositions,
  indexFrom,
  insertSorted,
  type Position,
  type StoredEvent,
  startOf,
} from './event-order.ts';

/** The bytes that CloudWatch Logs adds to each message when it counts bytes. */
const EVENT_OVERHEAD_BYTES = 26;
/** The memory for an event without its message: the object, and its places in the lists of group and stream. */
const EVENT_MEMORY_BYTES = 160;
const DAY_MS = 86_400_000;
/** The number of streams of a group that are kept without events. AWS keeps all of them. */
const MAX_EMPTIED_STREAMS = 10_000;

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
  /** The streams that lost all of their events, the longest ago first. */
  readonly emptied: Set<string>;
}

/** Saves every change. */
export interface Journal {
  /** A group that is new or has a new retention. */
  group(group: LogGroup): void;
  stream(group: LogGroup, stream: LogStream): void;
  event(group: LogGroup, event: StoredEvent): void;
  /** The group's events up to and including this position were removed. */
  droppedEvents(group: LogGroup, last: Position): void;
  droppedStream(group: LogGroup, streamName: string): void;
  /** The group was deleted, with its streams and events. */
  droppedGroup(groupName: string): void;
}

export const DEFAULT_LOG_BYTES = 40 * 1024 * 1024;

/**
 * Every log group of the account, in memory, up to a number of bytes: the oldest events of all groups make room for new
 * ones. The errors are those of the API.
 */
export class LogStore {
  readonly #maxBytes: number;
  readonly #groups = new Map<string, LogGroup>();
  #journal: Journal | undefined;
  #nextSequence = 1;
  #bytes = 0;
  #dropped = 0;

  constructor(maxBytes = DEFAULT_LOG_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Reports changes to the journal from now on. */
  keepIn(journal: Journal): void {
    this.#journal = journal;
  }

  /** How many events made room for newer ones. Events that their group's retention removed do not count. */
  get droppedEventCount(): number {
    return this.#dropped;
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
    const group: LogGroup = { name, creationTime, storedBytes: 0, streams: new Map(), events: [], emptied: new Set() };
    if (retentionInDays !== undefined) group.retentionInDays = retentionInDays;
    this.#groups.set(name, group);
    this.#journal?.group(group);
    return group;
  }

  /** Throws ResourceNotFoundException. */
  deleteGroup(name: string): void {
    const group = this.group(name);
    for (const event of group.events) this.#bytes -= memoryOf(event);
    this.#groups.delete(name);
    this.#journal?.droppedGroup(name);
  }

  /** Throws ResourceNotFoundException for the group or the stream. */
  deleteStream(groupName: string, streamName: string): void {
    const group = this.group(groupName);
    for (const event of this.stream(groupName, streamName).events) {
      group.storedBytes -= sizeOf(event);
      this.#bytes -= memoryOf(event);
    }
    const rest = group.events.filter((event) => event.logStreamName !== streamName);
    group.events.length = 0;
    for (const event of rest) group.events.push(event);
    group.streams.delete(streamName);
    group.emptied.delete(streamName);
    this.#journal?.droppedStream(group, streamName);
  }

  /** Events never expire without a retention. Throws ResourceNotFoundException. */
  setRetention(name: string, retentionInDays: number | undefined): void {
    const group = this.group(name);
    if (retentionInDays === undefined) delete group.retentionInDays;
    else group.retentionInDays = retentionInDays;
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

  /** Adds events to an existing stream, and returns them as they are stored. */
  append(
    groupName: string,
    streamName: string,
    events: readonly LogEvent[],
    ingestionTime: number,
  ): readonly StoredEvent[] {
    const group = this.group(groupName);
    const stream = this.stream(groupName, streamName);
    const stored = events.map(({ timestamp, message }) => {
      const event = { timestamp, message, ingestionTime, logStreamName: stream.name, sequence: this.#nextSequence };
      this.#put(group, stream, event);
      return event;
    });
    this.#applyRetention(group, ingestionTime);
    this.#makeRoom();
    return stored;
  }

  /** Stores an event that already has a sequence number. */
  put(groupName: string, event: StoredEvent): void {
    this.#put(this.group(groupName), this.stream(groupName, event.logStreamName), event);
    this.#makeRoom();
  }

  #put(group: LogGroup, stream: LogStream, event: StoredEvent): void {
    stream.lastIngestionTime = Math.max(stream.lastIngestionTime ?? 0, event.ingestionTime);
    if (group.emptied.size > 0) group.emptied.delete(stream.name);
    insertSorted(stream.events, event);
    insertSorted(group.events, event);
    group.storedBytes += sizeOf(event);
    this.#bytes += memoryOf(event);
    this.#nextSequence = Math.max(this.#nextSequence, event.sequence + 1);
    this.#journal?.event(group, event);
  }

  /** Drops the events that their groups no longer keep. */
  applyRetention(now: number): void {
    for (const group of this.#groups.values()) this.#applyRetention(group, now);
  }

  #applyRetention(group: LogGroup, now: number): void {
    if (group.retentionInDays === undefined) return;
    this.#drop(group, indexFrom(group.events, startOf(now - group.retentionInDays * DAY_MS)));
  }

  /** Drops an eighth at once, because removing from the front of a list costs as much as its length. */
  #makeRoom(): void {
    if (this.#bytes <= this.#maxBytes) return;
    let excess = this.#bytes - this.#maxBytes * (7 / 8);
    const counts = new Map<LogGroup, number>();
    while (excess > 0) {
      const group = this.#groupOfOldest(counts);
      if (group === undefined) break;
      const count = counts.get(group) ?? 0;
      const event = group.events[count];
      if (event !== undefined) excess -= memoryOf(event);
      counts.set(group, count + 1);
    }
    for (const [group, count] of counts) {
      this.#drop(group, count);
      this.#dropped += count;
    }
  }

  /** The group with the oldest event, if `counts` of the events of each group were removed. */
  #groupOfOldest(counts: ReadonlyMap<LogGroup, number>): LogGroup | undefined {
    let oldest: { readonly group: LogGroup; readonly event: StoredEvent } | undefined;
    for (const group of this.#groups.values()) {
      const event = group.events[counts.get(group) ?? 0];
      if (event === undefined) continue;
      if (oldest === undefined || comparePositions(event, oldest.event) < 0) oldest = { group, event };
    }
    return oldest?.group;
  }

  /** Removes a group's oldest events. */
  #drop(group: LogGroup, count: number): void {
    const dropped = group.events.splice(0, count);
    const last = dropped.at(-1);
    if (last === undefined) return;
    for (const event of dropped) {
      group.storedBytes -= sizeOf(event);
      this.#bytes -= memoryOf(event);
    }
    this.#journal?.droppedEvents(group, last);
    for (const name of new Set(dropped.map(({ logStreamName }) => logStreamName))) {
      const events = group.streams.get(name)?.events ?? [];
      events.splice(0, indexFrom(events, behind(last)));
      if (events.length === 0) group.emptied.add(name);
    }
    this.#dropEmptiedStreams(group);
  }

  #dropEmptiedStreams(group: LogGroup): void {
    for (const name of group.emptied) {
      if (group.emptied.size <= MAX_EMPTIED_STREAMS) return;
      group.emptied.delete(name);
      group.streams.delete(name);
      this.#journal?.droppedStream(group, name);
    }
  }
}

function memoryOf({ message }: LogEvent): number {
  // The engine stores a character of ASCII in one byte, and most others in two.
  const bytes = Buffer.byteLength(message) === message.length ? message.length : 2 * message.length;
  return bytes + EVENT_MEMORY_BYTES;
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

import { AwsError } from '../aws/error.ts';
import type { LogEvent } from '../aws/log-event.ts';
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

/** Every log group of the account, in memory. The errors are those that the API answers. */
export class LogStore {
  readonly #groups = new Map<string, LogGroup>();
  #nextSequence = 1;

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
  createGroup(name: string, creationTime: number): LogGroup {
    if (this.#groups.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    const group: LogGroup = { name, creationTime, storedBytes: 0, streams: new Map(), events: [] };
    this.#groups.set(name, group);
    return group;
  }

  /** Throws ResourceNotFoundException for the group, ResourceAlreadyExistsException for the stream. */
  createStream(groupName: string, streamName: string, creationTime: number): LogStream {
    const { streams } = this.group(groupName);
    if (streams.has(streamName)) {
      throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    const stream: LogStream = { name: streamName, creationTime, events: [] };
    streams.set(streamName, stream);
    return stream;
  }

  /** Takes events into a stream that exists, and returns them as they are stored. */
  append(
    groupName: string,
    streamName: string,
    events: readonly LogEvent[],
    ingestionTime: number,
  ): readonly StoredEvent[] {
    const group = this.group(groupName);
    const stream = this.stream(groupName, streamName);
    stream.lastIngestionTime = ingestionTime;
    return events.map(({ timestamp, message }) => {
      const event = { timestamp, message, ingestionTime, logStreamName: streamName, sequence: this.#nextSequence };
      this.#nextSequence += 1;
      insertSorted(stream.events, event);
      insertSorted(group.events, event);
      group.storedBytes += sizeOf(event);
      return event;
    });
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

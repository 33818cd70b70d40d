import type { LogEvent } from '../../aws/log-event.ts';

/** The place of an event in its group: by timestamp, then by order of arrival. */
export interface Position {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  /** Counts the events of the whole store; never used twice. */
  readonly sequence: number;
}

export interface StoredEvent extends LogEvent, Position {
  readonly logStreamName: string;
  /** Epoch milliseconds. */
  readonly ingestionTime: number;
}

/** The bits below the timestamp in an event ID of CloudWatch Logs: a real ID divided by 2^144 is its timestamp. */
const BITS_BELOW_TIMESTAMP = 144n;
const ID_DIGITS = 56;

/** The event ID: 56 decimal digits, which sort as the events do. */
export function eventId({ timestamp, sequence }: Position): string {
  return ((BigInt(timestamp) << BITS_BELOW_TIMESTAMP) + BigInt(sequence)).toString().padStart(ID_DIGITS, '0');
}

/** The opposite of {@link eventId}; undefined if the string is not an event ID. */
export function positionOf(id: string): Position | undefined {
  if (!/^\d{56}$/.test(id)) return undefined;
  const value = BigInt(id);
  const timestamp = value >> BITS_BELOW_TIMESTAMP;
  return { timestamp: Number(timestamp), sequence: Number(value - (timestamp << BITS_BELOW_TIMESTAMP)) };
}

export function comparePositions(a: Position, b: Position): number {
  return a.timestamp - b.timestamp || a.sequence - b.sequence;
}

/** The index of the first event at or after the position in a sorted list; the list's length if there is none. */
export function indexFrom(events: readonly Position[], position: Position): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event !== undefined && comparePositions(event, position) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps the list sorted. Nearly always the event is the newest, and the list only grows at its end. */
export function insertSorted(events: StoredEvent[], event: StoredEvent): void {
  const last = events.at(-1);
  if (last === undefined || comparePositions(last, event) < 0) events.push(event);
  else events.splice(indexFrom(events, event), 0, event);
}

/** The position directly after another one. No event is between the two. */
export function behind({ timestamp, sequence }: Position): Position {
  return { timestamp, sequence: sequence + 1 };
}

/** The position of the first event that could ever have this timestamp. */
export function startOf(timestamp: number): Position {
  return { timestamp, sequence: 0 };
}

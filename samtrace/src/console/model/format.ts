/** `740 µs`, `12.3 ms`, `1.24 s`, `2 min 05 s`: three significant digits and a unit. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return '–';
  if (ms < 0.0005) return '0 ms';
  if (ms < 0.9995) return `${Math.round(ms * 1000)} µs`;
  if (ms < 999.5) return `${digits(ms)} ms`;
  if (ms < 59_995) return `${digits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

/** Calls per minute: `0.4/min`, `12/min`. */
export function rate(perMinute: number | undefined): string {
  if (perMinute === undefined) return '–';
  return `${perMinute > 0 && perMinute < 0.1 ? '<0.1' : digits(perMinute)}/min`;
}

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 trace`, `2 traces`. */
export function counted(value: number, one: string): string {
  return `${count(value)} ${one}${value === 1 ? '' : 's'}`;
}

export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  return size < 999_500 ? `${digits(size / 1000)} kB` : `${digits(size / 1_000_000)} MB`;
}

export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '<1%';
  return share > 0.99 && share < 1 ? '>99%' : `${Math.round(share * 100)}%`;
}

/** The time of day with milliseconds, in the reader's time zone: `14:03:07.125`. */
export function clock(timeMs: number): string {
  const time = new Date(timeMs);
  const millis = String(time.getMilliseconds()).padStart(3, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${millis}`;
}

/** `2026-11-22 14:03:07`, in the reader's time zone. */
export function dateTime(timeMs: number): string {
  const time = new Date(timeMs);
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock(timeMs).slice(0, 8)}`;
}

/** `just now`, `12 s ago`, `4 min ago`, `3 h ago`, and the date after one day. */
export function ago(timeMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - timeMs) / 1000);
  if (seconds < 2) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h ago` : dateTime(timeMs);
}

/** At most `length` characters. The text is cut before its end, because the end distinguishes generated names. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  if (characters.length <= length) return text;
  const tail = Math.floor(length / 4);
  return `${characters.slice(0, length - tail - 1).join('')}…${characters.slice(-tail).join('')}`;
}

/** Possible line breaks of a generated name: after a separator, or before the next word of `camelCase`. */
const WORD_END = /[-_./: ]+|(?<=[a-z0-9])(?=[A-Z])/g;

/** The name in an ARN or in the URL of a queue. Every other name is returned unchanged. */
export function shortName(name: string): string {
  return /^(?:https?:\/\/.*\/|arn:.*[:/])([^/:]+)$/.exec(name)?.[1] ?? name;
}

/**
 * A name in at most two lines of `length` characters. It is broken after a separator if the rest then fits into a line, and
 * otherwise before a word. If it is still too long, {@link shorten} cuts it.
 */
export function twoLines(text: string, length: number): string[] {
  if ([...text].length <= length) return [text];
  const breaks = [...text.matchAll(WORD_END)]
    .map((match) => ({ index: match.index + match[0].length, isSeparator: match[0] !== '' }))
    .filter(({ index }) => index > 0 && index <= length);
  const separator = breaks.findLast(({ index, isSeparator }) => isSeparator && text.length - index <= length);
  const at = (separator ?? breaks.at(-1))?.index ?? length;
  return [text.slice(0, at), shorten(text.slice(at), length)];
}

function digits(value: number): string {
  const rounded = value >= 99.95 ? value.toFixed(0) : value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
  return rounded.includes('.') ? rounded.replace(/\.?0+$/, '') : rounded;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

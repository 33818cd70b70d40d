import type { LogLine } from './log-record.ts';
import { readLogLine } from './read-log-line.ts';

/**
 * The lines of some requests, sorted by time, from complete log streams, in the JSON or in the text log format. Not every
 * line contains its request ID: a crash leaves plain text, and the lines of the init phase precede the request. An
 * execution environment handles one request at a time, so every line between Lambda's first and last record of a request
 * belongs to this request.
 *
 * @param lines the lines of the streams, each stream in its own order
 */
export function linesOfRequests(lines: readonly LogLine[], requestIds: readonly string[]): LogLine[] {
  const wanted = new Set(requestIds);
  const streams = Map.groupBy(lines, (line) => `${line.logGroup}\n${line.logStream}`);
  const found = [...streams.values()].flatMap((stream) => linesOfStream(stream, wanted));
  return found.sort((a, b) => a.timestamp - b.timestamp);
}

function linesOfStream(stream: readonly LogLine[], wanted: ReadonlySet<string>): LogLine[] {
  const owners = ownersOf(stream);
  // A line between two requests belongs to the next one: to its init phase.
  let next: string | undefined;
  for (let i = owners.length - 1; i >= 0; i -= 1) {
    next = owners[i] ?? next;
    owners[i] = next;
  }
  return stream.filter((_, i) => wanted.has(owners[i] ?? ''));
}

/** The request of each line. Undefined for the lines between the report of a request and the start of the next one. */
function ownersOf(stream: readonly LogLine[]): (string | undefined)[] {
  let current: string | undefined;
  let isStarted = false;
  return stream.map((line) => {
    const { requestId, level, boundary } = readLogLine(line);
    // An application can write any ID. It counts only where Lambda's start record is missing, as at system log level WARN.
    if (isRequest(requestId) && (level === 'platform' || !isStarted)) current = requestId;
    if (boundary === 'start') isStarted = true;
    const owner = current;
    if (boundary === 'report') {
      current = undefined;
      isStarted = false;
    }
    return owner;
  });
}

/** Records of the init phase have `-` as request ID, or none. */
function isRequest(requestId: string | undefined): requestId is string {
  return requestId !== undefined && requestId !== '-';
}

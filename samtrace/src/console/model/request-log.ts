import { type LogLine, readLogLine } from './log-record.ts';

/**
 * The lines of some requests, sorted by time, from complete log streams. Not every line contains its request ID: a crash
 * leaves plain text, and the lines of the init phase precede the request. An environment handles one request at a time, so
 * the lines around a line with a request ID belong to the same request, up to the lines of another one.
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
  const named = stream.map((line) => readLogLine(line).requestId);
  const owners: (string | undefined)[] = [];
  // A line without a request ID belongs to the request before it, up to the report of that request, and then to the next one.
  let current: string | undefined;
  for (const [i, name] of named.entries()) {
    if (isRequest(name)) current = name;
    owners[i] = current;
    if (isReport(stream[i])) current = undefined;
  }
  let next: string | undefined;
  for (let i = owners.length - 1; i >= 0; i -= 1) {
    next = owners[i] ?? next;
    owners[i] = next;
  }
  return stream.filter((_, i) => wanted.has(owners[i] ?? ''));
}

/** Records of the init phase have `-` as request ID, or none. */
function isRequest(owner: string | undefined): owner is string {
  return owner !== undefined && owner !== '-';
}

function isReport(line: LogLine | undefined): boolean {
  return line?.message.includes('"platform.report"') ?? false;
}

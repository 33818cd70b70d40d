import type { TraceLogAnswer } from '../model/contract.ts';
import type { LogLine } from '../model/log-record.ts';
import { linesOfRequests } from '../model/request-log.ts';
import { logGroups, readTrace, requestIds, type Trace } from '../model/trace.ts';
import type { ConsoleLogs, ConsoleXRay } from '../ports.ts';
import { notFound, ok, type Route } from '../routing.ts';

/** Some records are written before the segment begins (init phase) or after it ends (report). */
const BEFORE_MS = 30_000;
const AFTER_MS = 120_000;
/** The page shows at most this many lines, the first ones, and the number of the others. */
const MAX_LINES = 2_000;

/** The log of the requests of a trace, from the log groups that its segments name. If no segment has arrived yet, from all groups. */
export function traceLogRoutes(xray: ConsoleXRay, logs: ConsoleLogs): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/traces/:traceId/log',
      run({ params }) {
        const { traceId = '' } = params;
        const [shape] = xray.batchGetTraces([traceId]);
        if (!shape) return notFound(`There is no trace ${traceId}.`);
        const lines = linesOf(readTrace(shape), logs);
        return ok({
          lines: lines.slice(0, MAX_LINES),
          omitted: Math.max(0, lines.length - MAX_LINES),
        } satisfies TraceLogAnswer);
      },
    },
  ];
}

function linesOf(trace: Trace, logs: ConsoleLogs): LogLine[] {
  const ids = requestIds(trace);
  const known = new Set(logs.logGroupNames());
  const time = { startTime: trace.startMs - BEFORE_MS, endTime: trace.endMs + AFTER_MS };
  const named = logGroups(trace);
  const groups = named.length > 0 ? named.filter((logGroup) => known.has(logGroup)) : [...known];
  const lines = groups.flatMap((logGroup) => {
    const naming = logs
      .filterLogEvents({ logGroupName: logGroup, ...time })
      .filter(({ message }) => ids.some((id) => message.includes(id)));
    // Complete streams, because not every line names its request.
    const logStreamNames = [...new Set(naming.map((event) => event.logStreamName))];
    return logs
      .filterLogEvents({ logGroupName: logGroup, logStreamNames, ...time })
      .map(({ timestamp, message, logStreamName }) => ({ timestamp, message, logGroup, logStream: logStreamName }));
  });
  return linesOfRequests(lines, ids);
}

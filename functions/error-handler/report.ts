/** The report of one failed request: computed from its whole log and trace, and from nothing else. */
import { asNumber, asObject, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { readAttempts } from './attempts.ts';
import type { RequestLog } from './log.ts';
import { readRecord } from './records.ts';
import { functionSegments, type RequestTrace, withSubsegments } from './trace.ts';

/** Everything that is known of a failed request. */
export type Evidence = { requestId: string; logGroup: string; log: RequestLog; trace: RequestTrace };
/** What schema/report.schema.json describes. */
export type Report = ReturnType<typeof buildReport>;
/** What was allowed to be gathered, and the region of the console's pages. */
type Limits = Record<'traceWaitSeconds' | 'fullReportsPerMinute' | 'maxLogBytes', number>;
export type Policy = Limits & { region: string; redactedKeys: string[] };

export function buildReport({ requestId, logGroup, log, trace }: Evidence, { region, ...policy }: Policy) {
  const { events, ...logOutcome } = log;
  const { segments, ...traceOutcome } = trace;
  const ours = functionSegments(segments, requestId);
  const attempts = readAttempts(events, trace.outcome === 'found' ? ours : []);
  const last = attempts.at(-1);
  if (last === undefined) throw new Error(`There is no record of request ${requestId}.`);
  const arns = events.map((event) => asString(readRecord(event).fields.functionArn));
  const functionName = arns.find(Boolean)?.split(':')[6] ?? asString(ours[0]?.name);
  const page = (service: string) => `https://${region}.console.aws.amazon.com/${service}/home?region=${region}#`;
  // The console escapes these names twice, and writes $ for %.
  const escape2 = (name: string) => encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
  const logPath = `log-group/${escape2(logGroup)}/log-events/${escape2(last.logStream)}`;
  const { kind, error } = last;
  const what = { version: 1, requestId, functionName, logGroup, kind, error };
  return {
    ...what,
    attempts: attempts.map(({ error: { type, message }, ...attempt }) => ({ ...attempt, error: { type, message } })),
    ...remarkableSubsegments(withSubsegments(ours.at(-1) ?? {}).slice(1)),
    log: { ...logOutcome, records: events.length },
    trace: traceOutcome,
    policy,
    links: {
      log: `${page('cloudwatch')}logsV2:log-groups/${logPath}`,
      trace: trace.traceId && `${page('cloudwatch')}xray:traces/${trace.traceId}`,
      function: functionName && `${page('lambda')}/functions/${encodeURIComponent(functionName)}`,
    },
  };
}

/** Where the exception comes from; and what took longest, of what has no subsegments itself. */
function remarkableSubsegments(subsegments: JsonObject[]) {
  const summaryOf = ({ id, name, start_time, end_time }: JsonObject) => ({
    id: asString(id),
    name: asString(name),
    durationMs: Math.round(((asNumber(end_time) ?? 0) - (asNumber(start_time) ?? 0)) * 1e6) / 1e3,
  });
  const failing = subsegments.find(({ cause }) => asObjects(asObject(cause).exceptions).length > 0);
  const leaves = subsegments.filter((each) => each.end_time !== undefined && !each.subsegments).map(summaryOf);
  const [slowestSubsegment] = leaves.sort((a, b) => b.durationMs - a.durationMs);
  return { failingSubsegment: failing && summaryOf(failing), slowestSubsegment };
}

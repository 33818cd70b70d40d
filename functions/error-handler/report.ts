/** The report of one failed request: computed from its whole log and trace, and from nothing else. */
import { asNumber, asObject, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { type Kind, readAttempts } from './attempts.ts';
import type { RequestLog } from './log.ts';
import { readRecord } from './records.ts';
import { functionSegments, type RequestTrace, startOf, withSubsegments } from './trace.ts';

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
  const last = attempts.findLast(({ kind }) => kind !== 'ok') ?? attempts.at(-1); // What the report is about.
  if (last === undefined) throw new Error(`There is no record of request ${requestId}.`);
  const its = (ours.length === attempts.length && ours[attempts.indexOf(last)]) || {};
  const arns = events.map((event) => asString(readRecord(event).fields.functionArn));
  const functionName = arns.find(Boolean)?.split(':')[6] ?? asString(ours[0]?.name);
  const page = (service: string) => `https://${region}.console.aws.amazon.com/${service}/home?region=${region}#`;
  // The console escapes these names twice, and writes $ for %.
  const escape2 = (name: string) => encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
  const logPath = `log-group/${escape2(logGroup)}/log-events/${escape2(last.logStream)}`;
  const what = { version: 1, requestId, functionName, logGroup, kind: last.kind, error: last.error };
  return {
    ...what,
    attempts: attempts.map(({ error: { type, message }, ...attempt }) => ({ ...attempt, error: { type, message } })),
    ...remarkableSubsegments(last.kind, withSubsegments(its).slice(1)),
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
/** Where the exception comes from or, if the process was ended, what it was at; and what took longest by itself. */
function remarkableSubsegments(kind: Kind, subsegments: JsonObject[]) {
  const summaryOf = (entity: JsonObject) => {
    const seconds = (asNumber(entity.end_time) ?? Number.NaN) - startOf(entity);
    const durationMs = seconds >= 0 ? Math.round(seconds * 1e6) / 1e3 : undefined;
    return { id: asString(entity.id), name: asString(entity.name), durationMs };
  };
  const thrown = subsegments.find(({ cause }) => asObjects(asObject(cause).exceptions).length > 0);
  const open = subsegments.findLast(({ end_time }) => end_time === undefined);
  const failing = kind === 'thrown' ? thrown : (open ?? thrown);
  const leaves = subsegments.filter((each) => each.end_time !== undefined && !each.subsegments).map(summaryOf);
  const [slowestSubsegment] = leaves.sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0));
  return { failingSubsegment: failing && summaryOf(failing), slowestSubsegment };
}

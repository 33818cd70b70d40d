/** The report of one failed request: computed from its whole log and trace, and from nothing else. */
import { asNumber, asObject, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { readAttempts } from './attempts.ts';
import type { RequestLog } from './log.ts';
import { readRecord } from './records.ts';
import { functionSegments, type RequestTrace, withSubsegments } from './trace.ts';

/** Everything that is known of a failed request. */
export interface Evidence {
  requestId: string;
  logGroup: string;
  log: RequestLog;
  trace: RequestTrace;
}

/** What was allowed to be gathered, and where. */
export interface Policy {
  region: string;
  traceWaitSeconds: number;
  fullReportsPerMinute: number;
  maxLogBytes: number;
  redactedKeys: string[];
}

/** What schema/report.schema.json describes. */
export type Report = ReturnType<typeof buildReport>;

export function buildReport({ requestId, logGroup, log, trace }: Evidence, { region, ...policy }: Policy) {
  const { events, ...logOutcome } = log;
  const { segments, ...traceOutcome } = trace;
  const ours = functionSegments(segments, requestId);
  const attempts = readAttempts(events, trace.outcome === 'found' ? ours : undefined);
  const last = attempts.at(-1);
  if (last === undefined) throw new Error(`There is no record of request ${requestId}.`);
  const arns = events.map((event) => asString(readRecord(event).fields.functionArn));
  const functionName = arns.find(Boolean)?.split(':')[6] ?? asString(ours[0]?.name);
  return {
    version: 1,
    requestId,
    functionName,
    logGroup,
    kind: last.kind,
    error: last.error,
    attempts,
    ...remarkableSubsegments(ours.at(-1) ?? {}),
    log: { ...logOutcome, records: events.length },
    trace: traceOutcome,
    policy,
    links: linksTo({ region, functionName, logGroup, logStream: last.logStream, traceId: trace.traceId }),
  };
}

/** Where the exception comes from, and what took longest of what has no subsegments itself. */
function remarkableSubsegments(segment: JsonObject) {
  const subsegments = withSubsegments(segment).slice(1);
  const durationOf = (entity: JsonObject) =>
    ((asNumber(entity.end_time) ?? 0) - (asNumber(entity.start_time) ?? 0)) * 1000;
  const describe = (entity: JsonObject | undefined) =>
    entity && {
      id: asString(entity.id),
      name: asString(entity.name),
      durationMs: Math.round(durationOf(entity) * 1000) / 1000,
    };
  const leaves = subsegments.filter(
    (entity) => entity.end_time !== undefined && asObjects(entity.subsegments).length === 0,
  );
  return {
    failingSubsegment: describe(subsegments.find(({ cause }) => asObjects(asObject(cause).exceptions).length > 0)),
    slowestSubsegment: describe(leaves.sort((a, b) => durationOf(b) - durationOf(a))[0]),
  };
}

/** Pages of the AWS console. */
function linksTo(
  to: Record<'region' | 'logGroup' | 'logStream', string> & {
    functionName?: string | undefined;
    traceId?: string | undefined;
  },
) {
  const at = (service: string) => `https://${to.region}.console.aws.amazon.com/${service}/home?region=${to.region}#`;
  // The console escapes names twice, and writes $ for %.
  const twice = (name: string) => encodeURIComponent(encodeURIComponent(name)).replaceAll('%', '$');
  return {
    log: `${at('cloudwatch')}logsV2:log-groups/log-group/${twice(to.logGroup)}/log-events/${twice(to.logStream)}`,
    trace: to.traceId && `${at('cloudwatch')}xray:traces/${to.traceId}`,
    function: to.functionName && `${at('lambda')}/functions/${to.functionName}`,
  };
}

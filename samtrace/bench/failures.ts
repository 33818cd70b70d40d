/** Writes the records and segments that Lambda writes for failed requests. This is faster than real failures. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Stack } from '../src/stack/stack.ts';

/** Writes `count` requests that threw into one log stream, all at once, and their traces. Their request ids. */
export function writeFailures(stack: Stack, logGroup: string, count: number): string[] {
  const logStream = `2026/11/22/bench[$LATEST]${randomBytes(16).toString('hex')}`;
  const now = Date.now();
  const events = Array.from({ length: count }, () => failure(stack, now));
  stack.logs.append(
    logGroup,
    logStream,
    events.flatMap((each) => each.events),
  );
  return events.map(({ requestId }) => requestId);
}

function failure(stack: Stack, now: number) {
  const requestId = randomUUID();
  const traceId = `1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  const [service, fn] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
  const segment = { name: 'bench', trace_id: traceId, start_time: now / 1000, end_time: now / 1000 + 0.1, error: true };
  stack.xray.put({ ...segment, id: service, origin: 'AWS::Lambda', aws: { request_id: requestId } });
  stack.xray.put({ ...segment, id: fn, parent_id: service, origin: 'AWS::Lambda::Function' });

  const time = new Date(now).toISOString();
  const records = [
    { time, type: 'platform.start', record: { requestId, version: '$LATEST' } },
    { timestamp: time, level: 'INFO', requestId, message: { traceHeader: `Root=${traceId};Parent=${fn};Sampled=1` } },
    {
      timestamp: time,
      level: 'ERROR',
      requestId,
      message: { errorType: 'BenchError', errorMessage: 'failed', stackTrace: [] },
    },
    { time, type: 'platform.report', record: { requestId, status: 'success', metrics: { durationMs: 100 } } },
  ];
  return { requestId, events: records.map((record) => ({ timestamp: now, message: JSON.stringify(record) })) };
}

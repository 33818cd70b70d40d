import { randomUUID } from 'node:crypto';
import { eventBusArn } from '../../../aws/arn.ts';
import { isTraceId, parseTraceHeader } from '../../../aws/trace-header.ts';
import type { BusEvent } from '../contract.ts';
import { invalid } from '../errors.ts';
import { busName } from '../event-store.ts';
import type { Action, Backend } from './action.ts';
import { BUS_NAME, type Input } from './input.ts';

const MAX_ENTRIES = 10;
/** Of all entries together. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_BYTES = 1024 * 1024;

/** A rejected entry does not affect the others. The answer has a result for each entry. */
type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const putEvents: Action = (input, backend, { headers }) => {
  const entries = input.structures('Entries');
  if (entries.length < 1 || entries.length > MAX_ENTRIES) {
    throw invalid(
      `1 validation error detected: Value '[${entries.length} entries]' at 'entries' failed to satisfy constraint: ` +
        `Member must have length ${entries.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MAX_ENTRIES}`}`,
    );
  }
  const buses = entries.map((entry) => busName(entry.text('EventBusName', BUS_NAME)));
  return {
    resources: [...new Set(buses.map((bus) => eventBusArn(backend.account, bus)))],
    run() {
      const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
      if (bytes > MAX_BYTES) throw invalid('Total size of the entries in the request is over the limit.');
      const Entries = entries.map((entry, index) => put(entry, buses[index] ?? '', backend, headers));
      return { FailedEntryCount: Entries.filter((result) => 'ErrorCode' in result).length, Entries };
    },
  };
};

function put(entry: Input, bus: string, backend: Backend, headers: Readonly<Record<string, string>>): Result {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (entry.text(name) !== undefined) continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  const source = entry.requiredText('Source');
  if (source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  const detail = objectIn(entry.requiredText('Detail'));
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };

  const arrivedMs = backend.now();
  const { accountId, region } = backend.account;
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.requiredText('DetailType'),
    source,
    account: accountId,
    time: `${new Date(entry.timeMs('Time') ?? arrivedMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: entry.texts('Resources'),
    detail,
  };
  // The entry's own header goes before the request's; one that is not valid is dropped.
  const traceHeader = entry.text('TraceHeader') ?? headers['x-amzn-trace-id'];
  const isTraced = traceHeader !== undefined && isTraceId(parseTraceHeader(traceHeader).root ?? '');
  backend.accept(bus, { event, arrivedMs, ...(isTraced && { traceHeader }) });
  return { EventId: event.id };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size: the trace header is not counted. */
function sizeOf(entry: Input): number {
  const texts = [entry.text('Source'), entry.text('DetailType'), entry.text('Detail'), ...entry.texts('Resources')];
  const time = entry.timeMs('Time') === undefined ? 0 : 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), time);
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

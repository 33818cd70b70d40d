import { readFileSync } from 'node:fs';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stack } from 'samtrace';
import { parse } from 'yaml';
import { ERROR_RECORDS } from '../unit/support/error-records.ts';
import { startSample } from './support/sample.ts';

/** Records that are no failures. */
const OTHER_RECORDS: [string, object][] = [
  ['an INFO record', { level: 'INFO', message: 'ERROR' }],
  ['a WARN record with an error', { level: 'WARN', message: 'm', errorType: 'TypeError' }],
  ['a warning of pino', { level: 40, msg: 'm' }],
  ['a metric', { _aws: {}, Failures: 1 }],
  ['a start', { type: 'platform.start', record: { requestId: 'r' } }],
  ['a report of success', { type: 'platform.report', record: { status: 'success' } }],
  ['a failed runtimeDone, which a report follows', { type: 'platform.runtimeDone', record: { status: 'timeout' } }],
];

/** Failures that only Lambda can log. */
const LAMBDA_RECORDS: [string, object][] = [
  ['a timeout', { type: 'platform.report', record: { status: 'timeout' } }],
  ['an error that only Lambda knows', { type: 'platform.report', record: { status: 'error' } }],
];

let stack: Stack;
const pattern = readPattern();
const matched = new Set<string>();

beforeAll(async () => {
  stack = await startSample({ template: 'tests/app/filter-pattern/template.yml' });
  const logGroupName = stack.physicalId('Log');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 's' }));
  const records = [...ERROR_RECORDS, ...LAMBDA_RECORDS, ...OTHER_RECORDS].map(([name, record]) => ({
    case: name,
    ...record,
  }));
  const logEvents = records.map((record, n) => ({ timestamp: Date.now() + n, message: JSON.stringify(record) }));
  await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 's', logEvents }));
  client.destroy();
  for (const { message } of stack.logs('Log', pattern)) matched.add(message);
});
afterAll(() => stack?.stop());

const isMatched = (name: string) => [...matched].some((message) => message.includes(`{"case":${JSON.stringify(name)}`));

describe('the filter pattern', () => {
  it('is not longer than CloudWatch Logs allows', () => {
    expect(pattern.length).toBeLessThanOrEqual(1024);
  });

  it.each([...ERROR_RECORDS, ...LAMBDA_RECORDS].map(([name]) => name))('selects %s', (name) => {
    expect(isMatched(name)).toBe(true);
  });

  it.each(OTHER_RECORDS.map(([name]) => name))('does not select %s', (name) => {
    expect(isMatched(name)).toBe(false);
  });
});

function readPattern(): string {
  const template = parse(readFileSync('template.yml', 'utf8'), { logLevel: 'silent' });
  return template.Resources.ErrorHandlerFunction.Properties.Events.ProcessorFailed.Properties.FilterPattern;
}

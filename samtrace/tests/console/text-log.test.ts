import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Invocation, type Stack, startStack } from 'samtrace';
import { StackClient } from '../../src/cli/stack-client.ts';
import type { TraceLogAnswer } from '../../src/console/model/contract.ts';
import { readLogLine } from '../../src/console/model/read-log-line.ts';

let stack: Stack;
let first: Invocation;
let second: Invocation;
const startMs = Date.now();
beforeAll(async () => {
  stack = await startStack({ template: 'tests/console/text-log/template.yml' });
  first = await stack.invoke('TextFunction', { order: 'A' });
  second = await stack.invoke('TextFunction', { order: 'B' });
  await stack.settled();
});
afterAll(() => stack?.stop());

/** The messages without the timestamp and the request ID. */
function shortened(messages: readonly string[] | undefined): string[] | undefined {
  return messages?.map((message) => {
    const fields = message.trimEnd().split('\t');
    return fields.length > 3 && !/^(?:REPORT|INIT_START)/.test(message) ? fields.slice(2).join(' ') : (fields[0] ?? '');
  });
}

const startOf = ({ requestId }: Invocation) => `START RequestId: ${requestId} Version: $LATEST`;
const endOf = ({ requestId }: Invocation) => [`END RequestId: ${requestId}`, `REPORT RequestId: ${requestId}`];
const SECOND = () => [startOf(second), 'INFO order B', 'ERROR out of stock', ...endOf(second)];
const FIRST = () => [
  expect.stringMatching(/^INIT_START Runtime Version/),
  'WARN loading',
  startOf(first),
  'INFO order A',
  'ERROR out of stock',
  ...endOf(first),
];

describe('the log of one request in the text format contains the records of Lambda and of the function', () => {
  it('in stack.invoke(), with the init phase before the first request', () => {
    expect(shortened(first.log.map(({ message }) => message))).toEqual(FIRST());
    expect(shortened(second.log.map(({ message }) => message))).toEqual(SECOND());
  });

  it('in the output of samtrace invoke', async () => {
    const client = new StackClient(stack.endpoint);
    const name = stack.physicalId('TextFunction');

    expect(shortened(await client.logOf(name, first.requestId, startMs))).toEqual(FIRST());
    expect(shortened(await client.logOf(name, second.requestId, startMs))).toEqual(SECOND());
  });

  it('in the log panel of the trace, with level and text in separate fields', async () => {
    const response = await fetch(new URL(`/_local/traces/${second.traceId}/log`, stack.endpoint));
    const { lines } = (await response.json()) as TraceLogAnswer;

    expect(shortened(lines.map(({ message }) => message))).toEqual(SECOND());
    expect(lines.map(readLogLine).map(({ level, tone, text }) => [level, tone, text])).toEqual([
      ['platform', 'quiet', startOf(second)],
      ['INFO', 'plain', 'order B'],
      ['ERROR', 'error', 'out of stock'],
      ['platform', 'quiet', `END RequestId: ${second.requestId}`],
      ['platform', 'quiet', expect.stringContaining(`XRAY TraceId: ${second.traceId}`)],
    ]);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { definitionOf, lambdaWorld, logGroupOf } from './world.ts';

const logged: { group: string; timestamp: number; message: string }[] = [];
const world = lambdaWorld({
  log: (group, _stream, events) => logged.push(...events.map((event) => ({ group, ...event }))),
});
afterAll(() => world.lambda.stop());

const RECENT = new Date(Date.now() - 60_000).toISOString();

/** The lines that reach the log of a function with this configuration, with their timestamps. */
async function logOf(lines: unknown[], logging: { format: 'JSON' | 'Text'; applicationLogLevel: string }) {
  const functionName = `writes-${randomUUID()}`;
  const { systemLogLevel, logGroup } = definitionOf({ functionName }).logging;
  world.define('answers.writes', { functionName, logging: { ...logging, systemLogLevel, logGroup } });
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await world.invoke(functionName, { lines: texts });
  return logged.filter(({ group, message }) => group === logGroupOf(functionName) && texts.includes(message.trimEnd()));
}

describe('a line that a logger writes to stdout, with ApplicationLogLevel WARN,', () => {
  it.each<[string, unknown, boolean]>([
    ['of its own level ERROR', { level: 'ERROR', timestamp: RECENT, message: 'x' }, true],
    ['of a level in lower case', { level: 'warn', timestamp: RECENT, message: 'x' }, true],
    ['with a time zone', { level: 'ERROR', timestamp: '2026-11-28T08:00:00.123+02:00', message: 'x' }, true],
    ['of level INFO', { level: 'INFO', timestamp: RECENT, message: 'x' }, false],
    ['without a timestamp', { level: 'ERROR', message: 'x' }, false],
    ['with a timestamp that is not RFC 3339', { level: 'ERROR', timestamp: 'yesterday', message: 'x' }, false],
    ['with a numeric level', { level: 50, timestamp: RECENT, message: 'x' }, false],
    ['with an unknown level', { level: 'URGENT', timestamp: RECENT, message: 'x' }, false],
    ['that is not JSON', 'ERROR something', false],
    ['that is cut-off JSON', '{"level":"ERROR","timestamp":"', false],
  ])('%s', async (_what, line, passes) => {
    expect(await logOf([line], { format: 'JSON', applicationLogLevel: 'WARN' })).toHaveLength(passes ? 1 : 0);
  });

  it('has its own timestamp in the log', async () => {
    const line = { level: 'ERROR', timestamp: RECENT, message: 'x' };

    const [event] = await logOf([line], { format: 'JSON', applicationLogLevel: 'INFO' });

    expect(event).toMatchObject({ timestamp: Date.parse(RECENT), message: JSON.stringify(line) });
  });

  it('is not filtered in the text format', async () => {
    const lines = [{ level: 'DEBUG', timestamp: RECENT, message: 'x' }, 'plain'];

    expect(await logOf(lines, { format: 'Text', applicationLogLevel: 'WARN' })).toHaveLength(2);
  });
});

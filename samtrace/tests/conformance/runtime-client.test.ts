import { afterAll, describe, expect, it } from '@jest/globals';
import { HANDLERS, lambdaWorld } from '../services/lambda/world.ts';
import { RUNTIME_CLIENT_MODULE } from './peers.ts';

const ours = lambdaWorld();
const aws = lambdaWorld({ runtimeClient: RUNTIME_CLIENT_MODULE });
afterAll(() => Promise.all([ours.lambda.stop(), aws.lambda.stop()]));

const TRACE_HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

/** The results of an invocation: the answer, the log, and the segment of the function. */
async function whatComesOf(world: ReturnType<typeof lambdaWorld>, handler: string) {
  const functionName = world.define(handler, { timeoutSeconds: handler === 'failures.hangs' ? 1 : 3 });
  const { payload, functionError, errorType } = await world.invoke(functionName, { a: 1 }, TRACE_HEADER);
  const segment = world.segmentsOf(functionName).find(({ origin }) => origin === 'AWS::Lambda::Function');
  return comparable({
    payload: payload.length > 10_000 ? payload.length : JSON.parse(payload.toString()),
    functionError,
    errorType,
    records: world.recordsOf(functionName),
    // A known difference (docs/conformance.md): for a thrown string, AWS's client sends no type and message.
    segment: { error: segment?.error, cause: handler === 'failures.throwsText' ? undefined : segment?.cause },
  });
}

/** Ids, times and measurements replaced, and of texts and stacks only the lines kept that are not about the client's code. */
function comparable(all: object): unknown {
  return JSON.parse(JSON.stringify(all), (name, value: unknown) => {
    if (typeof value === 'number' && /(duration|memory|produced)/i.test(name)) return 'MEASURED';
    if (typeof value === 'string') return value.split('\n').filter(isOwn).map(withoutIds).join('\n');
    if (!Array.isArray(value)) return value;
    if (name === 'stack') return value.filter(({ path }) => path.startsWith(HANDLERS));
    return value.filter(
      (each) => each !== '' && each.message !== '' && (name !== 'paths' || each.startsWith(HANDLERS)),
    );
  });
}

/** Whether a line is neither a frame in the client's code nor a path where Node.js searched for a module. */
function isOwn(line: string): boolean {
  return !/^ *(at|-) /.test(line) || (line.includes(HANDLERS) && !line.endsWith('package.json'));
}

function withoutIds(line: string): string {
  return (
    line
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
      .replace(/1-[0-9a-f]{8}-[0-9a-f]{24}/g, 'TRACE')
      .replace(/\b[0-9a-f]{16}\b/g, 'SPAN')
      .replace(/\[\$LATEST\][0-9a-f]{32}/g, 'STREAM')
      .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/g, 'REQUEST')
      // By which object a client calls the handler.
      .replace(/(?:\w+\.)?(\w+) \[as handler\]/, '$1')
      .replace(/exports\.(\w+)/, '$1')
      // A known difference (docs/conformance.md): the name of the client's class in the log.
      .replace('HandlerNotFoundError', 'HandlerNotFound')
  );
}

describe('the runtime client of AWS and the one of samtrace produce the same answer, log, and segment for', () => {
  it.each([
    'answers.context',
    'answers.logs',
    'answers.storeAndTrace',
    'failures.throws',
    'failures.throwsText',
    'failures.circular',
    'failures.unserializable',
    'failures.tooLarge',
    'failures.exits',
    'failures.neverAnswers',
    'failures.throwsLate',
    'failures.hangs',
    'answers.notThere',
    'nowhere.handler',
    'init-misses.handler',
    'init-throws.handler',
    'init-exits.handler',
  ])('%s', async (handler) => {
    expect(await whatComesOf(ours, handler)).toEqual(await whatComesOf(aws, handler));
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseCommandLine, type ServeOptions } from '../../src/cli/options.ts';
import { problemsOf } from '../../src/cli/problems.ts';
import type { Stack } from '../../src/stack/stack.ts';

interface Work {
  asyncInvocations?: object[];
  failedDestinations?: object[];
  undelivered?: object[];
  failedDeliveries?: object[];
  pending?: string[];
}

/** Only what is read of a stack. */
function stackWith(work: Work): Stack {
  return {
    template: { functions: [{ logicalId: 'OrderFunction', functionName: 'local-order' }] },
    lambda: {
      asyncInvocations: () => work.asyncInvocations ?? [],
      failedDestinations: () => work.failedDestinations ?? [],
    },
    undelivered: () => work.undelivered ?? [],
    logs: { failedDeliveries: () => work.failedDeliveries ?? [] },
    pending: { list: () => work.pending ?? [] },
  } as unknown as Stack;
}

function optionsOf(...args: string[]): ServeOptions {
  const command = parseCommandLine(['--function', 'F', '--event', 'e.json', '--invocations', '3', ...args]);
  if (command.kind !== 'serve') throw new Error('not the options of serve');
  return command.options;
}

const failed = { functionName: 'local-order', requestId: 'r-1', status: 'error', errorType: 'StockError' };

describe('the problems that give --once the status 1', () => {
  it('are empty if all work succeeded', () => {
    const work = { asyncInvocations: [{ ...failed, status: 'ok' }] };

    expect(problemsOf(stackWith(work), optionsOf(), 3)).toEqual([]);
  });

  it.each<[string, Work, string]>([
    [
      'an asynchronous invocation that failed',
      { asyncInvocations: [{ ...failed, errorMessage: 'none left\nmore' }] },
      'OrderFunction failed for r-1: StockError: none left',
    ],
    [
      'a record that did not reach its destination',
      {
        failedDestinations: [
          { functionName: 'local-order', requestId: 'r-1', destinationArn: 'arn:q', reason: 'too long' },
        ],
      },
      'The record of OrderFunction for r-1 did not reach arn:q: too long',
    ],
    [
      'an event that another service could not deliver',
      { undelivered: [{ sender: { sourceArn: 'arn:topic' }, targetArn: 'arn:q', reason: 'no policy' }] },
      'An event of arn:topic could not be delivered to arn:q: no policy',
    ],
    [
      'a log delivery that was given up',
      { failedDeliveries: [{ destinationArn: 'arn:f', reason: 'denied' }] },
      'A log delivery to arn:f failed: denied',
    ],
  ])('include %s', (_, work, line) => {
    expect(problemsOf(stackWith(work), optionsOf(), 3)).toEqual([line]);
  });

  it('include unfinished invocations and pending work', () => {
    expect(problemsOf(stackWith({ pending: ['log delivery'] }), optionsOf('--deadline', '5'), 1)).toEqual([
      'Not finished after 5 s: 2 of 3 invocations; log delivery',
    ]);
  });

  it('are at most ten of each kind, and then the number of the others', () => {
    const lines = problemsOf(stackWith({ asyncInvocations: Array(1000).fill(failed) }), optionsOf(), 3);

    expect([lines.length, lines.at(-1)]).toEqual([11, 'and 990 more']);
  });
});

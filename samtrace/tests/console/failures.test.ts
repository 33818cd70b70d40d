import { describe, expect, it } from '@jest/globals';
import { type Failure, frameText, groupFailures, isOwnFrame } from '../../src/console/model/failure.ts';

function failure(fields: Partial<Failure> = {}): Failure {
  return {
    entityId: 'fn',
    service: 'fn',
    status: 'error',
    type: 'DoublesRolledError',
    message: 'You rolled doubles.',
    frame: { label: 'roll', path: '/var/task/functions/roll/dice.ts', line: 7 },
    ...fields,
  };
}

describe('groups of failures', () => {
  it('contain the failures with one exception type and place, with the count, the first and last time, and the latest message', () => {
    const groups = groupFailures([
      { timeMs: 2000, failure: failure({ message: 'second' }) },
      { timeMs: 1000, failure: failure({ message: 'first', service: 'other' }) },
    ]);

    expect(groups).toEqual([
      {
        key: 'DoublesRolledError at functions/roll/dice.ts:7',
        type: 'DoublesRolledError',
        place: 'functions/roll/dice.ts:7',
        status: 'error',
        message: 'second',
        services: ['fn', 'other'],
        count: 2,
        firstMs: 1000,
        lastMs: 2000,
      },
    ]);
  });

  it('are separate for different places of one exception type, with the largest group first', () => {
    const elsewhere = failure({ frame: { label: 'roll', path: '/var/task/functions/roll/dice.ts', line: 9 } });
    const groups = groupFailures([
      { timeMs: 1, failure: failure() },
      { timeMs: 2, failure: elsewhere },
      { timeMs: 3, failure: elsewhere },
    ]);

    expect(groups.map((group) => [group.place, group.count])).toEqual([
      ['functions/roll/dice.ts:9', 2],
      ['functions/roll/dice.ts:7', 1],
    ]);
  });

  it('ignore the name of the function in the stack frame and the folder of the code', () => {
    const renamed = failure({ frame: { label: 'r', path: '/home/me/app/functions/roll/dice.ts', line: 7 } });

    expect(groupFailures([failure(), renamed].map((one, i) => ({ timeMs: i, failure: one })))).toHaveLength(1);
  });

  it('are separate for each service if the exception has no stack', () => {
    const timeout = { type: 'Sandbox.Timedout', frame: undefined };
    const groups = groupFailures([
      { timeMs: 1, failure: failure({ ...timeout, service: 'a' }) },
      { timeMs: 2, failure: failure({ ...timeout, service: 'b' }) },
    ]);

    expect(groups.map((group) => group.key)).toEqual(['Sandbox.Timedout at b', 'Sandbox.Timedout at a']);
  });

  it.each([
    ['/var/task/functions/roll/dice.ts', 7, true, 'functions/roll/dice.ts:7'],
    ['file:///var/task/index.mjs', 1, true, 'var/task/index.mjs:1'],
    ['/app/node_modules/@aws-sdk/core/index.js', 2, false, '@aws-sdk/core/index.js:2'],
    ['node:internal/process/task_queues', 3, false, 'node:internal/process/task_queues:3'],
    ['/var/runtime/index.mjs', 4, false, 'var/runtime/index.mjs:4'],
    ['file', undefined, false, 'file'],
  ])('show the frame %s:%s, and recognize whether it is the code of the application: %s', (path, line, isOwn, text) => {
    const frame = { label: 'f', path, line };

    expect([isOwnFrame(frame), frameText(frame)]).toEqual([isOwn, text]);
  });
});

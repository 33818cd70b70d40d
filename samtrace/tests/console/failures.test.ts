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

describe('failures', () => {
  it('of one exception type from one place are a group, with count, first and last seen, and the latest message', () => {
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

  it('of one type from different places are different groups, the largest first', () => {
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

  it('stay one group when a bundler names the function otherwise, or the code lies in another folder', () => {
    const renamed = failure({ frame: { label: 'r', path: '/home/me/app/functions/roll/dice.ts', line: 7 } });

    expect(groupFailures([failure(), renamed].map((one, i) => ({ timeMs: i, failure: one })))).toHaveLength(1);
  });

  it('without a stack are told apart by the service', () => {
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
  ])('frame %s:%s is the application’s own: %s', (path, line, isOwn, text) => {
    const frame = { label: 'f', path, line };

    expect([isOwnFrame(frame), frameText(frame)]).toEqual([isOwn, text]);
  });
});

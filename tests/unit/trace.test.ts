import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { whatIsMissing } from '../../functions/error-handler/trace.ts';
import { asObjects, type JsonObject } from '../../functions/shared/json.ts';
import { REQUEST_ID } from './support/lambda-log.ts';
import { asynchronous, idOf, newStyle, oldStyle, segment, service } from './support/segments.ts';

const WANTED = { requestId: REQUEST_ID, attempts: 1, killed: false };

function missingIn(documents: JsonObject[], wanted: Partial<typeof WANTED> = {}) {
  const { requestId, attempts, killed } = { ...WANTED, ...wanted };
  const kind = killed ? ('timeout' as const) : ('thrown' as const);
  return whatIsMissing(documents, requestId, Array(attempts).fill({ kind }));
}

describe('a trace is whole', () => {
  it.each([
    ['in the old style of Lambda', oldStyle()],
    ['in the new style of Lambda', newStyle()],
    ['in any order', oldStyle().reverse()],
    ['when Lambda was invoked asynchronously', asynchronous(1)],
    ['when its caller sends no segment', [service({ parent_id: 'cc' }), ...oldStyle().slice(1)]],
  ])('%s', (_, documents) => {
    expect(missingIn(documents)).toBeUndefined();
  });

  it('without the open subsegments of a process that was killed', () => {
    const orphan = segment({ id: 'dd', type: 'subsegment', parent_id: 'ee', name: 'S3' });

    const open = { id: idOf('1f'), name: 'charge', start_time: 0, in_progress: true };

    expect(missingIn([...oldStyle(), orphan], { killed: true })).toBeUndefined();
    expect(missingIn(oldStyle({ subsegments: [open] }), { killed: true })).toBeUndefined();
  });

  it('while its caller is still at work', () => {
    const caller = segment({ id: 'cc', name: 'caller', in_progress: true });

    expect(missingIn([caller, service({ parent_id: 'cc' }), ...oldStyle().slice(1)])).toBeUndefined();
  });
});

describe('a trace is not whole', () => {
  const [, functionSegment] = oldStyle();
  const OPEN = { id: idOf('1f'), name: 'charge', start_time: 0 };
  it.each([
    ['without segments', [], 'The AWS::Lambda segment has not ended.'],
    [
      'with the segments of another request',
      [service({ aws: { request_id: 'other' } })],
      'The AWS::Lambda segment has not ended.',
    ],
    ["without the function's segment", [service()], '0 of 1 AWS::Lambda::Function segments have ended.'],
    [
      "while the function's segment is in progress",
      oldStyle({ in_progress: true }),
      '0 of 1 AWS::Lambda::Function segments have ended.',
    ],
    [
      'while a parent is missing',
      [...oldStyle(), segment({ id: 'dd', parent_id: 'ee', name: 'S3' })],
      `The parent of S3, ${idOf('ee')}, is not there.`,
    ],
    [
      'while a subsegment of the function is in progress',
      [service(), segment({ ...functionSegment, id: 'f1', subsegments: [{ ...OPEN, in_progress: true }] })],
      'charge has not ended.',
    ],
    ["without Lambda's own segment", [functionSegment ?? {}], 'The AWS::Lambda segment has not ended.'],
  ])('%s', (_, documents, reason) => {
    expect(missingIn(documents)).toBe(reason);
  });

  it('while the second attempt is missing', () => {
    expect(missingIn(asynchronous(1), { attempts: 2 })).toBe('1 of 2 AWS::Lambda::Function segments have ended.');
    expect(missingIn(asynchronous(2), { attempts: 2 })).toBeUndefined();
  });
});

describe('traces that AWS has recorded', () => {
  it.each(['sync-cold', 'sync-new-style', 'sync-warm-dynamodb'])('are complete: %s', (name) => {
    const file = JSON.parse(readFileSync(`tests/unit/recorded-traces/${name}.json`, 'utf8')) as JsonObject;
    const documents = asObjects(file.segments ?? (file.trace as JsonObject).Segments);
    const requestId = documents
      .map(({ origin, aws }) => origin === 'AWS::Lambda' && (aws as JsonObject).request_id)
      .find(Boolean);

    expect(missingIn(documents, { requestId: String(requestId) })).toBeUndefined();
  });
});

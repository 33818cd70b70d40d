import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureOf } from '../../src/console/model/failure.ts';
import { withLateDocuments } from '../../src/console/model/late-documents.ts';
import { documentOf, entitiesOf, logGroups, readTrace, requestIds } from '../../src/console/model/trace.ts';
import type { Entity } from '../../src/console/model/trace-document.ts';
import { isRunning, survivedFailures, traceStatus } from '../../src/console/model/trace-status.ts';
import { waterfallRows } from '../../src/console/model/waterfall.ts';
import { exception, START, segment, shapeOf, subsegment, traceOf } from './builders.ts';

/** `a(b c(d))`: the tree by ids. */
function drawn(entities: readonly Entity[]): string {
  return entities.map(({ id, children }) => (children.length > 0 ? `${id}(${drawn(children)})` : id)).join(' ');
}

describe('a trace', () => {
  it('is a tree of segments and subsegments, sorted by start time, for any order of its documents', () => {
    const lambda = segment('lambda');
    const fn = segment('fn', {
      parent_id: 'lambda',
      subsegments: [subsegment('late', { at: 0.3 }), subsegment('early')],
    });
    const inferred = segment('bucket', { parent_id: 'late', inferred: true });

    expect(drawn(traceOf(lambda, fn, inferred).roots)).toBe('lambda(fn(early late(bucket)))');
    expect(drawn(traceOf(inferred, fn, lambda).roots)).toBe('lambda(fn(early late(bucket)))');
  });

  it('sorts subsegments with the same start: first those without a duration, then the longest', () => {
    const dwell = subsegment('dwell', { end_time: START });
    const lambda = segment('lambda', {
      subsegments: [subsegment('attempt', { subsegments: [subsegment('a')] }), dwell],
    });
    const around = segment('fn', { subsegments: [subsegment('short'), subsegment('long', { end_time: START + 0.4 })] });

    expect(drawn(traceOf(lambda).roots)).toBe('lambda(dwell attempt(a))');
    expect(drawn(traceOf(around).roots)).toBe('fn(long short)');
  });

  it('keeps subsegments shorter than a millisecond in the order of the document', () => {
    const stages = ['price', 'reserve', 'charge'].map((id) => subsegment(id, { end_time: START }));

    expect(drawn(traceOf(segment('fn', { subsegments: stages })).roots)).toBe('fn(price reserve charge)');
  });

  it('lasts from the earliest start to the latest end, also of subsegments that end after their segment', () => {
    const trace = traceOf(segment('lambda', { subsegments: [subsegment('Attempt #1', { at: 2 })] }));

    expect([trace.startMs, trace.endMs - trace.startMs]).toEqual([START * 1000, 2100]);
  });

  it('prefers the complete document of a segment to the document in progress, in either order', () => {
    const begun = segment('a', { end_time: undefined, in_progress: true });

    for (const trace of [traceOf(begun, segment('a')), traceOf(segment('a'), begun)]) {
      expect(trace.byId.get('a')?.status).toBe('ok');
    }
  });

  it('shows a subsegment without its parent as a root', () => {
    const trace = traceOf(segment('a'), { ...subsegment('lost'), type: 'subsegment', parent_id: 'gone' });

    expect(drawn(trace.roots)).toBe('a lost');
  });

  it.each([
    ['has ended', {}, false, 'although the function has ended: it did not close the parent, or the document was lost.'],
    ['is running', { end_time: undefined, in_progress: true }, true, 'the function is probably still running.'],
    ['ended before the subsegment', { end_time: START + 0.05 }, true, 'the function is probably still running.'],
  ])('explains a subsegment without its parent if the function %s', (_, state, running, text) => {
    const fn = segment('fn', { origin: 'AWS::Lambda::Function', ...state });
    const trace = traceOf(fn, { ...subsegment('lost', { at: 0.1 }), type: 'subsegment', parent_id: 'gone' });

    expect(trace.problems).toEqual([`The parent of 1 subsegment is not in the trace${running ? ':' : ','} ${text}`]);
    expect({ running: isRunning(trace), status: traceStatus(trace) }).toEqual({
      running,
      status: running ? 'pending' : 'ok',
    });
  });

  it('is in progress if a subsegment has no parent and another attempt is in progress', () => {
    const attempt = subsegment('Attempt #2', { end_time: undefined, in_progress: true });
    const lambda = segment('lambda', { origin: 'AWS::Lambda', subsegments: [attempt] });
    const lost = { ...subsegment('lost', { at: 0.1 }), type: 'subsegment', parent_id: 'gone' };

    expect(isRunning(traceOf(lambda, segment('fn', { origin: 'AWS::Lambda::Function' }), lost))).toBe(true);
  });

  it.each([
    ['began before it was called', 'aws', -240, 'The clocks of shop and its caller disagree by at least 4 min 00 s'],
    ['began after the caller had its answer', 'remote', 60, 'disagree by at least 59.9 s'],
  ])('reports that two clocks disagree if a service %s', (when, namespace, at, text) => {
    const call = subsegment('call', { namespace });
    const called = segment('shop', { parent_id: 'call', at });

    const { problems } = traceOf(segment('caller', { subsegments: [call] }), called);

    expect(problems).toEqual([expect.stringContaining(text)]);
    expect(problems[0]).toContain(`: shop ${when}.`);
  });

  it('reports no problem if an AWS service starts a call later', () => {
    const call = subsegment('call', { namespace: 'aws' });

    expect(
      traceOf(segment('caller', { subsegments: [call] }), segment('job', { parent_id: 'call', at: 60 })).problems,
    ).toEqual([]);
  });

  it('reports how late documents arrived', () => {
    const trace = withLateDocuments(traceOf(segment('a')), { count: 2, longestDelayMs: 300_000 });

    expect(trace.problems).toEqual([
      '2 documents of this trace arrived late: up to 5 min 00 s after the end. Lists and maps that were read before are different.',
    ]);
  });

  it('reports a document that cannot be read, and shows the others', () => {
    const shape = shapeOf(segment('a'));
    const trace = readTrace({ ...shape, Segments: [...(shape.Segments ?? []), { Id: 'bad', Document: '{"id":' }] });

    expect(drawn(trace.roots)).toBe('a');
    expect(trace.problems).toEqual(['Segment bad is not a readable document.']);
  });

  it('shows every segment once if segments name each other as parent', () => {
    const trace = traceOf(
      segment('a', { parent_id: 'b' }),
      segment('b', { parent_id: 'a' }),
      segment('c', { parent_id: 'c' }),
    );

    expect([...entitiesOf(trace.roots)].map((entity) => entity.id).sort()).toEqual(['a', 'b', 'c']);
  });

  it('is read without an error for any content of its documents', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.jsonValue(), hostileEntity)), (documents) => {
        const trace = traceOf(...documents);
        failureOf(trace);
        expect(waterfallRows(trace, new Set())).toHaveLength(trace.byId.size);
      }),
    );
  });

  it('returns the request IDs and the log groups of its Lambda segments', () => {
    const trace = traceOf(
      segment('lambda', { origin: 'AWS::Lambda', aws: { request_id: 'r-1' } }),
      segment('fn', { parent_id: 'lambda', aws: { cloudwatch_logs: [{ log_group: '/aws/lambda/fn' }] } }),
      segment('s3', { parent_id: 'fn', inferred: true, aws: { request_id: 'not-lambda' } }),
    );

    expect([requestIds(trace), logGroups(trace)]).toEqual([['r-1'], ['/aws/lambda/fn']]);
  });

  it('returns the request ID in the annotation of a subsegment if the segment has not arrived', () => {
    const step = { ...subsegment('price'), type: 'subsegment', parent_id: 'gone', annotations: { request_id: 'r-1' } };

    expect(requestIds(traceOf(step))).toEqual(['r-1']);
  });

  it('returns an entity and its subsegments as one document', () => {
    const document = segment('a', { metadata: { default: { x: 1 } }, subsegments: [subsegment('b')] });
    const [root] = traceOf(document).roots;

    expect(root && documentOf(root)).toEqual(document);
  });
});

describe('the status of a trace', () => {
  const orphan = (id: string, fields = {}) => ({
    ...subsegment(id, fields),
    type: 'subsegment',
    parent_id: 'not yet here',
  });
  const begun = { end_time: undefined, in_progress: true };

  it.each([
    ['ok', 'everything succeeded', [segment('a')]],
    ['pending', 'subsegments arrived before their segment', [orphan('price'), orphan('reserve')]],
    ['pending', 'a subsegment is in progress', [segment('a', { subsegments: [subsegment('b', begun)] })]],
    ['fault', 'a root failed and another is in progress', [orphan('price', { fault: true }), orphan('reserve', begun)]],
    ['ok', 'only a subsegment failed', [segment('a', { subsegments: [subsegment('b', { fault: true })] })]],
  ])('is %s when %s', (status, _what, documents) => {
    expect(traceStatus(traceOf(...documents))).toBe(status);
  });
});

describe('the handled failures of a trace', () => {
  const failed = { fault: true };

  it('are its failed subsegments, in the order of the waterfall', () => {
    const trace = traceOf(
      segment('fn', { subsegments: [subsegment('late', { at: 0.2, ...failed }), subsegment('early', failed)] }),
    );

    expect(survivedFailures(trace).map(({ id }) => id)).toEqual(['early', 'late']);
  });

  it('are empty if the trace failed', () => {
    const trace = traceOf(segment('fn', { fault: true, subsegments: [subsegment('S3', failed)] }));

    expect(survivedFailures(trace)).toEqual([]);
  });
});

describe('the failure of a trace', () => {
  const thrown = { error: true, cause: { exceptions: [exception()] } };

  it('is the exception of the innermost failed segment, with the first stack frame in the application', () => {
    const trace = traceOf(segment('lambda', { error: true }), segment('fn', { parent_id: 'lambda', ...thrown }));

    expect(failureOf(trace)).toEqual({
      entityId: 'fn',
      service: 'fn',
      status: 'error',
      type: 'DoublesRolledError',
      message: 'You rolled doubles.',
      frame: { label: 'roll', path: '/var/task/functions/roll/dice.ts', line: 7 },
    });
  });

  it('is undefined if the function handled the error', () => {
    expect(failureOf(traceOf(segment('fn', { subsegments: [subsegment('S3', thrown)] })))).toBeUndefined();
  });

  it('is the error that ended the request, not an error that was handled before', () => {
    const survived = subsegment('S3', { fault: true, cause: { exceptions: [exception({ type: 'NoSuchKey' })] } });

    expect(failureOf(traceOf(segment('fn', { ...thrown, subsegments: [survived] })))?.type).toBe('DoublesRolledError');
  });

  it('is found in a subsegment if the segment has only the flag', () => {
    const trace = traceOf(
      segment('fn', {
        error: true,
        subsegments: [subsegment('Invocation', { error: true, subsegments: [subsegment('roll', thrown)] })],
      }),
    );

    expect(failureOf(trace)).toMatchObject({ entityId: 'roll', type: 'DoublesRolledError' });
  });

  it('follows a reference to the subsegment that contains the exception', () => {
    const referring = { error: true, cause: { id: 'roll', exceptions: [] } };

    expect(
      failureOf(traceOf(segment('fn', { ...referring, subsegments: [subsegment('roll', thrown)] }))),
    ).toMatchObject({
      type: 'DoublesRolledError',
    });
  });

  it('omits the request ID that Lambda writes before the message of a timeout or a crash', () => {
    const message = 'RequestId: fb6348b7-1 Error: Task timed out after 3.00 seconds';
    const timeout = exception({ type: 'Sandbox.Timedout', message });

    expect(failureOf(traceOf(segment('fn', { fault: true, cause: { exceptions: [timeout] } })))?.message).toBe(
      'Task timed out after 3.00 seconds',
    );
  });

  it('is the HTTP status if there is no exception', () => {
    const trace = traceOf(segment('lambda', { throttle: true, error: true, http: { response: { status: 429 } } }));

    expect(failureOf(trace)).toMatchObject({ type: 'HTTP 429', status: 'throttle', frame: undefined });
  });
});

/** Anything where a document has something, and ids that meet. */
const hostileEntity = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 1),
    parent_id: fc.constantFrom('a', 'b', 'c', null),
    name: fc.oneof(fc.string(), fc.jsonValue()),
    start_time: fc.oneof(fc.double(), fc.jsonValue()),
    end_time: fc.oneof(fc.double(), fc.jsonValue()),
    in_progress: fc.boolean(),
    error: fc.jsonValue(),
    http: fc.jsonValue(),
    aws: fc.jsonValue(),
    cause: fc.oneof(fc.constantFrom('a', 'b'), fc.jsonValue(), fc.record({ exceptions: fc.jsonValue() })),
    subsegments: fc.jsonValue(),
  },
  { requiredKeys: [] },
);

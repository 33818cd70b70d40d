import { describe, expect, it } from '@jest/globals';
import { embedded, id, NOW_SECONDS, segment, subsegment, TRACE_ID, xrayWith } from './support.ts';

const nameRule = (name: string) =>
  `name "${name}" of ${id('a')} is not 1 to 200 letters, numbers, white space or _.:/%&#=+\\-@`;

describe('a segment document is rejected', () => {
  it.each([
    ['without id', { id: undefined }, 'MissingId', 'id is required'],
    ['with a bad id', { id: 'abc' }, 'InvalidId', 'id is not 16 hexadecimal digits'],
    ['without name', { name: undefined }, 'MissingName', `name of ${id('a')} is required`],
    ['with an empty name', { name: '' }, 'InvalidName', nameRule('')],
    ['with a sign that names cannot have', { name: 'what?' }, 'InvalidName', nameRule('what?')],
    ['with a name of 201 letters', { name: 'n'.repeat(201) }, 'InvalidName', nameRule('n'.repeat(80))],
    ['without trace_id', { trace_id: undefined }, 'MissingTraceId', 'trace_id is required'],
    [
      'with a bad trace_id',
      { trace_id: '1-2-3' },
      'InvalidTraceId',
      'trace_id is not 1-<8 hexadecimal digits>-<24 hexadecimal digits>',
    ],
    ['without start_time', { start_time: null }, 'MissingStartTime', `start_time of ${id('a')} is required`],
    [
      'with a start_time that is text',
      { start_time: '1' },
      'InvalidStartTime',
      `start_time of ${id('a')} is not in epoch seconds`,
    ],
    [
      'with neither end_time nor in_progress',
      { end_time: undefined },
      'MissingEndTime',
      `end_time of ${id('a')} is required, or in_progress: true`,
    ],
    ['with a bad end_time', { end_time: {} }, 'InvalidEndTime', `end_time of ${id('a')} is not in epoch seconds`],
    ['with a bad parent_id', { parent_id: 'x' }, 'InvalidParentId', 'parent_id is not 16 hexadecimal digits'],
    [
      'with subsegments that are no list',
      { subsegments: {} },
      'InvalidSubsegments',
      `subsegments of ${id('a')} is not an array`,
    ],
    [
      'with a subsegment that is no object',
      { subsegments: [1] },
      'InvalidSubsegments',
      `a subsegment of ${id('a')} is not an object`,
    ],
    ['with a subsegment without id', { subsegments: [{ name: 'x' }] }, 'MissingId', 'id is required'],
  ])('%s', (_what, change, code, cause) => {
    const document = JSON.stringify({ ...segment(), ...change });

    const refused = xrayWith().put(document);

    const hasId = !('id' in change);
    expect(refused).toEqual({
      ...(hasId && { Id: id('a') }),
      ErrorCode: code,
      Message: `Invalid segment. ErrorCode: ${code}, Cause: ${cause}`,
    });
  });

  it('if it is not JSON, or not an object', () => {
    const xray = xrayWith();

    expect(xray.put('{')).toMatchObject({ ErrorCode: 'ParseError' });
    expect(xray.put('1')).toMatchObject({ ErrorCode: 'ParseError' });
    expect(xray.put('[]')).toMatchObject({ ErrorCode: 'MissingId' });
  });

  it('if it is nested 9,000 levels deep', () => {
    const deep = `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`;
    const document = JSON.stringify(segment()).replace(/}$/, `,"metadata":{"default":${deep}}}`);

    expect(xrayWith().put(document)).toEqual({
      ErrorCode: 'ParseError',
      Message: 'Invalid segment. ErrorCode: ParseError, Cause: the document is nested deeper than 512 levels',
    });
  });

  it('only by its real depth: brackets in strings do not count', () => {
    const document = segment({ metadata: { default: { text: '{[\\"'.repeat(5_000) } } });

    expect(xrayWith().put(document)).toBeUndefined();
  });

  it('if a time is later than any date', () => {
    expect(xrayWith().put(segment({ end_time: 1e300 }))).toMatchObject({ ErrorCode: 'InvalidEndTime' });
  });

  it('if it is a subsegment without parent_id, and the message says so', () => {
    const { parent_id: _parentId, ...orphan } = subsegment();

    expect(xrayWith().put(orphan)).toEqual({
      Id: id('b'),
      ErrorCode: 'MissingParentId',
      Message: 'Invalid subsegment. ErrorCode: MissingParentId, Cause: a subsegment needs a parent_id',
    });
  });

  it('if it has more than 64 kB, counted in bytes', () => {
    const withMetadata = (text: string) => segment({ metadata: { default: { text } } });
    const xray = xrayWith();

    expect(xray.put(withMetadata('x'.repeat(64_000)))).toBeUndefined();
    expect(xray.put(withMetadata('ü'.repeat(33_000)))).toMatchObject({ Id: id('a'), ErrorCode: 'InvalidSegment' });
  });

  it('if its trace is full, and the trace keeps its documents and has LimitExceeded', () => {
    const xray = xrayWith([segment()], { retention: { traceSize: 400 } });
    const large = segment({ id: id('b'), parent_id: id('a'), metadata: { default: { text: 'x'.repeat(400) } } });

    expect(xray.put(large)).toEqual({
      Id: id('b'),
      ErrorCode: 'InvalidSegment',
      Message: 'Trace Size Exceeded. Reduce the number of segments per trace and the size of your segment documents.',
    });
    expect(xray.batchGetTraces([TRACE_ID])).toMatchObject([{ LimitExceeded: true, Segments: [{ Id: id('a') }] }]);
  });
});

describe('a segment document is accepted', () => {
  it.each([
    ['with every sign that names may have', { name: 'Ünïcode 1_.:/%&#=+\\-@' }],
    ['in progress', { end_time: undefined, in_progress: true }],
    ['that ends before it starts, as clocks do', { end_time: NOW_SECONDS - 0.001 }],
    ['with null where something may be absent', { parent_id: null, subsegments: null }],
    ['with exceptions without id', { cause: { exceptions: [{ message: 'no' }] } }],
    ['with a subsegment in progress', { subsegments: [{ ...embedded(), end_time: undefined, in_progress: true }] }],
  ])('%s', (_what, change) => {
    expect(xrayWith().put(JSON.stringify({ ...segment(), ...change }))).toBeUndefined();
  });
});

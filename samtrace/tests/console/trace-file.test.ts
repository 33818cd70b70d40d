import { describe, expect, it } from '@jest/globals';
import { readTrace } from '../../src/console/model/trace.ts';
import { readTraceFile, TraceFileError, writeTraceFile } from '../../src/console/model/trace-file.ts';
import { segment, shapeOf, subsegment, TRACE_ID } from './builders.ts';

const document = segment('a', { subsegments: [subsegment('b')] });

describe('a trace from a file', () => {
  it.each([
    ['the output of `aws xray batch-get-traces`', { Traces: [shapeOf(document)], UnprocessedTraceIds: [] }],
    ['one trace of that output', shapeOf(document)],
    [
      'a download from the console, with parsed documents',
      { Id: TRACE_ID, Segments: [{ Id: 'a', Document: document }] },
    ],
    ['a trace whose segments are documents', { Id: TRACE_ID, Segments: [document] }],
    ['a list of such traces', [{ Id: TRACE_ID, Segments: [document] }]],
    ['bare segment documents', [document]],
    ['one bare segment document', document],
  ])('is read if the file contains %s', (_name, value) => {
    const traces = readTraceFile(JSON.stringify(value));

    expect(traces.map((shape) => readTrace(shape)).map(({ id, byId }) => [id, [...byId.keys()]])).toEqual([
      [TRACE_ID, ['a', 'b']],
    ]);
  });

  it('is the same trace after an export', () => {
    const shapes = [{ ...shapeOf(document), Duration: 0.5, LimitExceeded: false }];

    expect(readTraceFile(writeTraceFile(shapes))).toEqual(shapes);
  });

  it.each([
    ['not JSON', '<html>', 'This is not JSON'],
    ['JSON without a trace', '{"Traces":[]}', 'No trace found. Expected the output of `aws xray batch-get-traces`'],
    ['a number', '7', 'No trace found'],
  ])('is refused with an error that names the expected format if the file contains %s', (_name, text, message) => {
    expect(() => readTraceFile(text)).toThrow(TraceFileError);
    expect(() => readTraceFile(text)).toThrow(message);
  });
});

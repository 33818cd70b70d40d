import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { summaryStatus } from '../../src/console/trace-rows.ts';
import { exception, START, segment, TRACE_ID } from './builders.ts';
import { afterwards, consoleOf } from './console-of.ts';

const FAILED = {
  summary: { HasError: true },
  documents: [segment('fn', { error: true, cause: { exceptions: [exception()] }, aws: { request_id: 'r-1' } })],
};

describe('the traces in the JSON of the page', () => {
  it('are listed with the failed traces first, each with its exception, and with the number of all traces', async () => {
    const { call } = await consoleOf({ traces: [{}, FAILED, {}] });

    const { body } = await call('/_local/traces');

    expect(body).toMatchObject({
      total: 3,
      failing: 1,
      rows: [
        { status: 'error', name: 'fn', failure: { type: 'DoublesRolledError', message: 'You rolled doubles.' } },
        { startMs: (START + 2) * 1000, status: 'ok' },
        { startMs: START * 1000 },
      ],
    });
  });

  it('are in progress until their root segment arrives', () => {
    expect([{}, { EntryPoint: { Name: 'fn' } }].map(summaryStatus)).toEqual(['pending', 'ok']);
  });

  it('include the number of failed subsegments of a successful request', async () => {
    const documents = [segment('fn', { subsegments: [segment('S3', { fault: true }), segment('SQS')] })];
    const { call } = await consoleOf({ traces: [{ documents }] });

    expect((await call('/_local/traces')).body).toMatchObject({ rows: [{ status: 'ok', survived: 1 }] });
  });

  it('can be limited to one group of failures', async () => {
    const { call } = await consoleOf({ traces: [{}, FAILED, { summary: { HasFault: true } }] });
    const group = new URLSearchParams({ group: 'DoublesRolledError at functions/roll/dice.ts:7' });

    expect((await call(`/_local/traces?${group}`)).body).toMatchObject({ total: 1, rows: [{ status: 'error' }] });
  });

  it('are limited to 500 rows, and the answer contains the number of all traces', async () => {
    const { call } = await consoleOf({
      traces: Array.from({ length: 501 }, () => ({ summary: { StartTime: START } })),
    });

    const { body } = await call('/_local/traces');

    expect(body).toMatchObject({ total: 501, rows: { length: 500 } });
  });

  it('are replaced by the error of X-Ray, with its position, if the filter expression is invalid', async () => {
    const { call } = await consoleOf();

    expect(await call('/_local/traces?q=oops&errors')).toMatchObject({
      status: 400,
      body: { code: 'InvalidRequestException', message: 'Unknown keyword at position 3.' },
    });
  });

  it('have a service map of one trace, which has no rates', async () => {
    const { call } = await consoleOf({ traces: [{}] });

    expect((await call('/_local/traces/1-a-b/map')).body).toEqual({
      services: [{ ReferenceId: 0, Name: 'of 1-a-b', Type: 'AWS::Lambda' }],
    });
  });

  it('are found by a request ID', async () => {
    const { call } = await consoleOf({ traces: [{}, FAILED] });

    expect((await call('/_local/requests/r-1')).body).toEqual({ traceId: `${TRACE_ID.slice(0, -1)}1` });
    expect(await call('/_local/requests/r-2')).toMatchObject({
      status: 404,
      body: { message: 'No trace contains the request r-2.' },
    });
  });

  it('include the log of their requests, and the objects whose key contains a request ID', async () => {
    const message = JSON.stringify({ level: 'INFO', requestId: 'r-1', message: 'hello' });
    const documents = [
      segment('fn', { aws: { request_id: 'r-1', cloudwatch_logs: [{ log_group: 'g' }, { log_group: 'gone' }] } }),
    ];
    const { call } = await consoleOf({
      traces: [{ summary: { Id: TRACE_ID }, documents }],
      logs: { g: [{ logStreamName: 's', timestamp: 1, message }] },
      objects: {
        b: {
          'errors/r-1/report.json': { text: '{}', contentType: 'application/json' },
          other: { text: '', contentType: '' },
        },
      },
    });

    expect((await call(`/_local/traces/${TRACE_ID}/log`)).body).toEqual({
      lines: [{ timestamp: 1, message, logGroup: 'g', logStream: 's' }],
      omitted: 0,
    });
    expect((await call(`/_local/traces/${TRACE_ID}/objects`)).body).toEqual([
      { bucket: 'b', key: 'errors/r-1/report.json', size: 2 },
    ]);
  });
});

describe('a trace in progress in the JSON of the page', () => {
  it('has the log of the request in the annotation of its subsegments, from any log group', async () => {
    const message = JSON.stringify({ level: 'INFO', requestId: 'r-1', message: 'hello' });
    const step = {
      ...segment('price', { parent_id: 'later' }),
      type: 'subsegment',
      annotations: { request_id: 'r-1' },
    };
    const { call } = await consoleOf({
      traces: [{ summary: { Id: TRACE_ID }, documents: [step] }],
      logs: { other: [], g: [{ logStreamName: 's', timestamp: 1, message }] },
    });

    expect((await call(`/_local/traces/${TRACE_ID}/log`)).body).toMatchObject({ lines: [{ message, logGroup: 'g' }] });
  });
});

describe('the objects in the JSON of the page', () => {
  it('are the newest 500 whose key contains the search text, with the number of all matches', async () => {
    const text = { text: '12', contentType: 'text/plain' };
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, i) => [`reports/${i}`, text]));
    const { call } = await consoleOf({ objects: { b: { ...many, other: text } } });

    expect((await call('/_local/objects?contains=reports')).body).toMatchObject([
      { bucket: 'b', total: 501, objects: { length: 500 } },
    ]);
    expect((await call('/_local/objects?contains=oth')).body).toEqual([
      { bucket: 'b', total: 1, objects: [{ key: 'other', size: 2, lastModifiedMs: 0 }] },
    ]);
  });
});

describe('the functions in the JSON of the page', () => {
  it('are invoked with a sampled trace header, so that the page can show the trace', async () => {
    let header = '';
    const { send } = await consoleOf({
      async invoke(_name, payload, options) {
        header = options.traceHeader;
        return { requestId: 'r-9', payload: Buffer.from(payload), durationMs: 5, coldStart: true };
      },
    });

    const { body } = await send('/_local/functions/local-Fn-1/invocations', 'POST', { payload: { a: 1 } });

    const traceId = /^Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Parent=[0-9a-f]{16};Sampled=1$/.exec(header)?.[1];
    expect(body).toEqual({ requestId: 'r-9', traceId, result: { payload: '{"a":1}', durationMs: 5, coldStart: true } });
  });

  it('accept a new tracing mode', async () => {
    const { send, modes } = await consoleOf();

    await send('/_local/functions/local-Fn-1/tracing', 'PUT', { mode: 'PassThrough' });

    expect(modes).toEqual(['local-Fn-1 PassThrough']);
    expect(await send('/_local/functions/local-Fn-1/tracing', 'PUT', { mode: 'Passive' })).toMatchObject({
      status: 400,
      body: { message: 'mode must be Active or PassThrough, not "Passive".' },
    });
  });

  it('that do not exist return an error that lists the existing functions', async () => {
    const { send } = await consoleOf();

    expect(await send('/_local/functions/unknown/invocations', 'POST', { payload: {} })).toMatchObject({
      status: 404,
      body: { message: 'The template has no function unknown, only local-Fn-1.' },
    });
  });

  it('are listed with the JSON files in the events folder', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'events-'));
    afterwards(() => rm(directory, { recursive: true }));
    await writeFile(join(directory, 'order.json'), '{"n": 1}');
    await writeFile(join(directory, 'notes.txt'), 'not an event');
    const { call } = await consoleOf({ eventsDirectory: directory });

    expect((await call('/_local/events')).body).toEqual([{ name: 'order.json', text: '{"n": 1}' }]);
  });

  it('are listed without folders and symbolic links in the events folder', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'events-'));
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    afterwards(() => rm(directory, { recursive: true }));
    afterwards(() => rm(outside, { recursive: true }));
    await writeFile(join(outside, 'secret.json'), '"secret"');
    await symlink(join(outside, 'secret.json'), join(directory, 'linked.json'));
    await mkdir(join(directory, 'folder.json'));
    await writeFile(join(directory, 'order.json'), '1');
    const { call } = await consoleOf({ eventsDirectory: directory });

    expect((await call('/_local/events')).body).toEqual([{ name: 'order.json', text: '1' }]);
  });
});

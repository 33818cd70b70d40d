import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newTraceId } from '../../src/aws/trace-header.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';
import { eventually, isAlive, runSamtrace, type SamtraceProcess } from '../support/samtrace-process.ts';
import { documentsWith } from '../tracing/support/traces.ts';

const TEMPLATE = 'tests/tracing/permissions/template.yml';

let dataDirectory: string;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'data-'));
});

afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

describe('with a data directory, a restart', () => {
  it('keeps traces, logs, and objects, and adds new ones to them', async () => {
    const before = await start();
    const traceId = newTraceId(Date.now());
    await before.invoke('Notes', { key: 'notes/1.txt' }, { traceHeader: `Root=${traceId};Sampled=1` });
    await documentsWith(before.stack, traceId, ['S3']);
    const kept = await everythingIn(before);
    await before[Symbol.asyncDispose]();

    await using after = await start();
    expect(await everythingIn(after)).toEqual(kept);
    await after.invoke('Notes', { key: 'notes/2.txt' });

    expect(kept.traces).toEqual([expect.objectContaining({ Id: traceId })]);
    expect(kept.log.map(({ message }) => message).join('')).toContain('storing notes/1.txt');
    expect(kept.objects).toEqual({ 'notes/1.txt': 'a note' });
    const { traces, log, objects } = await everythingIn(after);
    expect([traces.length, Object.keys(objects)]).toEqual([2, ['notes/1.txt', 'notes/2.txt']]);
    expect(log.slice(0, kept.log.length)).toEqual(kept.log);
  }, 60_000);
});

describe('kill -9', () => {
  it('during a run leaves complete traces, logs, and objects, and no process', async () => {
    await using run = await startProcess('--invocations', '100000', '--concurrency', '2');
    // Enough for several writes of traces and logs.
    await eventually(() => readdirSync(dataDirectory, { recursive: true }).length > 200);

    await killAll(run);

    await using after = await start();
    const { traces, log, objects } = await everythingIn(after);
    expect(traces.length).toBeGreaterThan(1);
    expect(traces.length).toBe(after.stack.xray.traceCount);
    expect(log.length).toBeGreaterThan(1);
    expect(Object.keys(objects).length).toBeGreaterThan(1);
    expect(new Set(Object.values(objects))).toEqual(new Set(['a note']));
  }, 60_000);

  it('while the environments are frozen leaves no process', async () => {
    await using run = await startProcess('--invocations', '2');
    await run.printed(/Press Ctrl-C/);
    if (process.platform === 'linux') expect(run.descendants().map(stateOf)).toContain('T');

    await killAll(run);
  }, 60_000);
});

function start(): Promise<Application> {
  return startApplication({ templateFile: TEMPLATE, dataDirectory });
}

function startProcess(...args: string[]): Promise<SamtraceProcess> {
  const event = resolve('tests/tracing/permissions/event.json');
  const template = ['--template', resolve(TEMPLATE), '--function', 'Notes', '--event', event];
  return runSamtrace(...template, '--data', dataDirectory, ...args);
}

/** Everything that a person could see in the account. */
async function everythingIn({ stack, stored }: Application) {
  const ids = stack.xray.traceSummaries({ startTimeMs: 0, endTimeMs: Date.now() + 1000 }).map(({ Id }) => Id ?? '');
  const logGroupName = `/aws/lambda/${physicalName(stack, 'Notes')}`;
  return {
    traces: stack.xray.batchGetTraces(ids),
    log: stack.logs.filterLogEvents({ logGroupName }),
    objects: await stored(),
  };
}

/** Kills the process alone, without a word to those below it, and resolves when they are gone too. */
async function killAll(run: SamtraceProcess): Promise<void> {
  const descendants = run.descendants();
  expect(descendants.length).toBeGreaterThan(0);
  run.child.kill('SIGKILL');
  await run.exit();
  await eventually(() => !descendants.some(isAlive));
}

function stateOf(pid: number): string {
  return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).slice(0, 1);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { id, segment, TRACE_ID, traceId, xrayWith } from './support.ts';

describe('X-Ray with a data directory', () => {
  let dataDirectory: string;

  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'xray-'));
  });

  afterEach(() => rm(dataDirectory, { recursive: true }));

  it('returns the same traces after a restart', async () => {
    const first = xrayWith([segment(), segment({ id: id('b'), parent_id: id('a') })], { dataDirectory });
    const before = first.batchGetTraces([TRACE_ID]);
    await first.stop();

    const second = xrayWith([], { dataDirectory });

    expect(second.batchGetTraces([TRACE_ID])).toEqual(before);
    expect(first.unsavedDocumentCount).toBe(0);
    await second.stop();
  });

  it('keeps the complete document if the document in progress arrives again', async () => {
    const { end_time: _endTime, ...open } = segment({ in_progress: true });
    const first = xrayWith([segment({ name: 'complete' }), open], { dataDirectory });
    await first.stop();

    const second = xrayWith([], { dataDirectory });

    expect(second.batchGetTraces([TRACE_ID])[0]?.Segments[0]?.Document).toContain('complete');
    await second.stop();
  });

  it('saves a document that is not readable yet', async () => {
    const first = xrayWith([segment()], { dataDirectory, visibilityDelayMs: 60_000 });
    expect(first.traceCount).toBe(0);
    await first.stop();

    const second = xrayWith([], { dataDirectory });

    expect(second.traceCount).toBe(1);
    await second.stop();
  });

  it('does not restore traces that were removed', async () => {
    const documents = Array.from({ length: 9 }, (_, index) =>
      segment({ trace_id: traceId(index), start_time: segment().start_time + index }),
    );
    const first = xrayWith(documents, { dataDirectory, retention: { traces: 8 } });
    const kept = first.traceCount;
    await first.stop();

    const second = xrayWith([], { dataDirectory });

    expect(second.traceCount).toBe(kept);
    expect(kept).toBeLessThan(9);
    await second.stop();
  });

  it('removes traces from the disk if a smaller limit applies at the start', async () => {
    const documents = Array.from({ length: 9 }, (_, index) => segment({ trace_id: traceId(index) }));
    const first = xrayWith(documents, { dataDirectory });
    await first.stop();
    const bounded = xrayWith([], { dataDirectory, retention: { traces: 8 } });
    const kept = bounded.traceCount;
    await bounded.stop();

    const third = xrayWith([], { dataDirectory });

    expect(third.traceCount).toBe(kept);
    await third.stop();
  });

  it('cannot be opened while another process writes there, and is complete after that process was killed', async () => {
    const writer = fileURLToPath(new URL('./fixtures/endless-writer.ts', import.meta.url));
    const child = spawn(process.execPath, [writer, dataDirectory], { stdio: ['ignore', 'pipe', 'inherit'] });
    // The writer's first line says that some batches are on disk; it goes on writing.
    await once(child.stdout, 'data');
    expect(() => xrayWith([], { dataDirectory })).toThrow(/xray\.sqlite cannot be opened: .*database is locked/);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const xray = xrayWith([], { dataDirectory });

    const summaries = xray.traceSummaries({ startTimeMs: 0, endTimeMs: Number.MAX_SAFE_INTEGER });
    expect(summaries.length).toBeGreaterThanOrEqual(100);
    expect(new Set(summaries.map(({ Duration }) => Duration))).toEqual(new Set([1]));
    await xray.stop();
  }, 30_000);

  it('skips stored documents that X-Ray would reject, and opens with the others', async () => {
    const first = xrayWith([segment(), segment({ trace_id: traceId(2) })], { dataDirectory });
    await first.stop();
    const database = new DatabaseSync(join(dataDirectory, 'xray.sqlite'));
    database.prepare('UPDATE documents SET json = ? WHERE trace_id = ?').run('{"a":'.repeat(9_000), traceId(2));
    database.close();
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});

    const second = xrayWith([], { dataDirectory });

    expect(second.batchGetTraces([TRACE_ID, traceId(2)]).map(({ Id }) => Id)).toEqual([TRACE_ID]);
    expect(warning.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/^1 stored traces in .*xray\.sqlite cannot be read and are left out: .*nested deeper/),
    ]);
    warning.mockRestore();
    await second.stop();
  });

  it('reports the file if it is not a database', async () => {
    const file = join(dataDirectory, 'xray.sqlite');
    await writeFile(file, 'something else entirely, longer than a header of SQLite would be, to be sure of it');

    expect(() => xrayWith([], { dataDirectory })).toThrow(/xray\.sqlite cannot be opened: .*file is not a database/);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { logsWorld, NOON } from './world.ts';

const GROUP = '/aws/lambda/processor';
let dataDirectory: string;
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'logs-'));
});
afterEach(() => rm(dataDirectory, { recursive: true }));

describe('logs with a data directory', () => {
  it('are the same after a restart, with IDs and order, and new events are added to them', async () => {
    const before = logsWorld({ dataDirectory });
    before.logs.createLogGroup(GROUP, { retentionInDays: 7 });
    before.logs.append(GROUP, 'two', [{ timestamp: NOON + 1, message: 'später' }]);
    before.logs.append(GROUP, 'one', [{ timestamp: NOON, message: 'earlier' }]);
    const events = before.logs.filterLogEvents({ logGroupName: GROUP });
    await before.logs.stop();

    const after = logsWorld({ dataDirectory });
    expect(after.logs.filterLogEvents({ logGroupName: GROUP })).toEqual(events);
    after.logs.createLogGroup(GROUP, { retentionInDays: 7 });
    after.logs.append(GROUP, 'one', [{ timestamp: NOON + 1, message: 'new' }]);
    const messages = after.logs.filterLogEvents({ logGroupName: GROUP }).map(({ message }) => message);
    expect(messages).toEqual(['earlier', 'später', 'new']);
    await after.logs.stop();
  });

  it('do not return after their retention has ended', async () => {
    const before = logsWorld({ dataDirectory });
    before.logs.createLogGroup(GROUP, { retentionInDays: 1 });
    before.logs.append(GROUP, 's', [{ timestamp: NOON - 1, message: 'a day old' }]);
    before.logs.append(GROUP, 's', [{ timestamp: NOON, message: 'just kept' }]);
    await before.logs.stop();

    const after = logsWorld({ dataDirectory, now: () => NOON + 86_400_000 });
    expect(after.logs.filterLogEvents({ logGroupName: GROUP }).map(({ message }) => message)).toEqual(['just kept']);
    await after.logs.stop();
  });

  it('can be opened after kill -9 during writing, with complete batches and no gap', async () => {
    const writer = spawn(process.execPath, [join(import.meta.dirname, 'endless-writer.ts'), dataDirectory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(writer, 'exit');
    const writeAheadLog = join(dataDirectory, 'logs.sqlite-wal');
    for await (const _ of createInterface(writer.stdout)) {
      if (existsSync(writeAheadLog) && statSync(writeAheadLog).size > 500_000) writer.kill('SIGKILL');
    }
    expect((await exited)[1]).toBe('SIGKILL');

    const { logs } = logsWorld({ dataDirectory });
    const kept = logs.filterLogEvents({ logGroupName: GROUP }).map(({ message }) => Number(message));
    expect(kept.length).toBeGreaterThan(1_000);
    expect(kept).toEqual(kept.map((_, index) => index));
    await logs.stop();
  });

  it('are opened without invalid rows', async () => {
    const before = logsWorld({ dataDirectory });
    before.logs.append(GROUP, 's', [{ timestamp: NOON, message: 'valid' }]);
    await before.logs.stop();
    const database = new DatabaseSync(join(dataDirectory, 'logs.sqlite'));
    // As a frame with the largest timestamp of the telemetry protocol was once stored.
    database.exec(`INSERT INTO log_event VALUES (99, '${GROUP}', 's', 9223372036854775807, 0, 'too late')`);
    database.exec(`INSERT INTO log_event VALUES (98, '${GROUP}', 's', -5, 0, 'too early')`);
    database.exec(`INSERT INTO log_event VALUES (97, '/no/group', 'no stream', ${NOON}, ${NOON}, 'without its rows')`);
    database.close();
    const warning = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});

    const after = logsWorld({ dataDirectory });

    expect(after.logs.filterLogEvents({ logGroupName: GROUP }).map(({ message }) => message)).toEqual(['valid']);
    expect(after.logs.filterLogEvents({ logGroupName: '/no/group' })).toHaveLength(1);
    expect(warning.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringMatching(/^2 stored logs in .*logs\.sqlite cannot be read and are left out: .*9223372036854775807/),
    ]);
    warning.mockRestore();
    await after.logs.stop();
  });

  it('are removed from the disk, too, when they make room for newer events', async () => {
    const before = logsWorld({ dataDirectory, maxBytes: 10_000 });
    for (let n = 0; n < 100; n += 1) before.logs.append(GROUP, 's', [{ timestamp: NOON + n, message: String(n) }]);
    const kept = before.logs.filterLogEvents({ logGroupName: GROUP });
    await before.logs.stop();

    const after = logsWorld({ dataDirectory });
    expect(after.logs.filterLogEvents({ logGroupName: GROUP })).toEqual(kept);
    expect(kept.length).toBeLessThan(100);
    await after.logs.stop();
  });

  it('that cannot be read end the start with an error that names the file', async () => {
    await writeFile(join(dataDirectory, 'logs.sqlite'), 'no database, but longer than its header would be'.repeat(50));

    expect(() => logsWorld({ dataDirectory })).toThrow(
      /^The stored logs .*logs\.sqlite cannot be opened: .*file is not a database\. .*move the file away to start anew\.$/,
    );
  });
});

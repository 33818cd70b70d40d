import { describe, expect, it } from '@jest/globals';
import { runSamtrace } from '../support/samtrace-process.ts';

const TEMPLATE = ['--template', 'scheduled.yml'] as const;

describe('samtrace fire', () => {
  it('invokes the target with a stack that is started for the call, and prints its log on stderr', async () => {
    await using run = await runSamtrace('fire', 'CleanupFunctionNightly', ...TEMPLATE);

    expect([await run.exit(), run.stderr()]).toEqual([0, expect.stringContaining('cleaned up for aws.events')]);
    expect(run.stdout()).toMatch(/^Fired CleanupFunctionNightly\.\n +→ CleanupFunction ok in .*\n$/);
  });

  it('exits with status 1 if the function fails', async () => {
    await using run = await runSamtrace('fire', 'BrokenFunctionHourly', ...TEMPLATE);

    expect(await run.exit()).toBe(1);
    expect(run.stdout()).toMatch(/→ BrokenFunction failed in .*: RangeError: no disk\n$/);
    expect(run.stderr()).toMatch(/^BrokenFunction failed for [0-9a-f-]+: RangeError: no disk$/m);
  });

  it('uses the running stack of the project, which prints the command and the invocations', async () => {
    await using server = await runSamtrace(...TEMPLATE);
    await server.printed(/Press Ctrl-C/);
    await using run = await server.again('fire', 'CleanupFunctionNightly', ...TEMPLATE);

    expect(await run.exit()).toBe(0);
    expect(run.stdout()).toMatch(
      /^Fired CleanupFunctionNightly\. The stack that runs \(process \d+\) prints what follows\.\n$/,
    );
    await server.printed(/→ CleanupFunction ok in /);
    expect(server.stdout()).toContain(
      'CleanupFunctionNightly: rate(1 day) does not start by time. Start it with: samtrace fire CleanupFunctionNightly\n',
    );
    expect(server.stdout()).toContain(
      'scheduled.yml: CleanupFunction, BrokenFunction, 1 API, 1 table, 1 topic, 2 schedules\n',
    );
  });

  it.each([
    [
      ['fire', 'CleanupFunctionNightl'],
      /^fire: the template has no schedule ".*"\. Did you mean CleanupFunctionNightly\? The template has: /,
    ],
    [['fire'], /^fire needs the name of a schedule: samtrace fire NAME\.\n$/],
    [['fire', 'A', 'B'], /^"B" is unexpected: fire needs the name of one schedule\.\n$/],
    [['fire', 'A', '--event', 'e.json'], /^samtrace fire does not accept --event\.\n$/],
  ])('refuses %j in one line', async (args, message) => {
    await using run = await runSamtrace(...args, ...TEMPLATE);

    expect([await run.exit(), run.stdout()]).toEqual([1, '']);
    expect(run.stderr()).toMatch(message);
    expect(run.stderr().trimEnd()).not.toContain('\n');
  });
});

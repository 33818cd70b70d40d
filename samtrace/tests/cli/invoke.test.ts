import { describe, expect, it } from '@jest/globals';
import { runSamtrace } from '../support/samtrace-process.ts';

describe('samtrace invoke', () => {
  it('prints the answer on stdout and the log on stderr, with a stack that is started for the call', async () => {
    await using run = await runSamtrace('invoke', 'OrderFunction', '--event', 'events/ok.json');

    expect(await run.exit()).toBe(0);
    expect(run.stdout()).toBe('{"id":"order-1","total":10,"currency":"EUR"}\n');
    expect(run.stderr()).toMatch(/"type":"platform\.start".*"message":"order order-1".*"type":"platform\.report"/s);
  });

  it('prints the error on stdout, and exits with status 1, when the function fails', async () => {
    await using run = await runSamtrace('invoke', 'OrderFunction', '--event', 'events/failure.json');

    expect(await run.exit()).toBe(1);
    expect(JSON.parse(run.stdout())).toMatchObject({ errorType: 'OutOfStockError' });
    expect(run.stderr()).toContain('"level":"ERROR"');
  });

  it('uses the running stack of the project, and prints only the log of its own request', async () => {
    await using server = await runSamtrace();
    await server.printed(/Press Ctrl-C/);
    await using one = await server.again('invoke', 'OrderFunction', '--event', 'events/ok.json');
    await one.exit();
    await using other = await server.againWithInput('{"id": "order-9"}', 'invoke', 'OrderFunction', '--event', '-');

    expect(await other.exit()).toBe(0);
    expect(JSON.parse(other.stdout())).toMatchObject({ id: 'order-9' });
    const records = other
      .stderr()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { message?: unknown });
    expect(records.flatMap(({ message }) => message ?? [])).toEqual(['order order-9']);
    expect(server.stdout()).not.toContain('order-9');
    expect((await fetch(/http:\S+/.exec(server.stdout())?.[0] ?? '')).status).toBe(200);
  });

  it('sends an empty event, as AWS does, without --event, and names the files in events/', async () => {
    await using run = await runSamtrace('invoke', 'OrderFunction');

    expect(await run.exit()).toBe(1);
    expect(run.stderr()).toMatch(/^The event is empty\. Files in events\/: failure\.json, ok\.json, /);
    expect(run.stderr()).toContain('"message":"order undefined"');
  });

  it.each([
    [
      ['invoke', 'OrdrFunction'],
      /^invoke: the template has no function "OrdrFunction"\. Did you mean OrderFunction\? .*\n$/,
    ],
    [['invoke', 'OrderFunction', '--event', 'no.json'], /^The event no\.json does not exist\.\n$/],
  ])('refuses %j in one line', async (args, message) => {
    await using run = await runSamtrace(...args);

    expect([await run.exit(), run.stdout()]).toEqual([1, '']);
    expect(run.stderr()).toMatch(message);
  });

  it('prints the end of the log if Lambda writes no records of its own to it', async () => {
    await using run = await runSamtrace(
      'invoke',
      'QuietFunction',
      '--event',
      'events/ok.json',
      '--template',
      'quiet.yml',
    );

    expect(await run.exit()).toBe(0);
    expect(run.stderr()).toMatch(/"message":"quiet"/);
  });
});

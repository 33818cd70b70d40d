import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { copyApp, runSamtrace, runSamtraceIn } from '../support/samtrace-process.ts';

describe('samtrace refuses in one line on stderr, with status 1,', () => {
  it.each<[string, string[], RegExp]>([
    ['an unknown flag', ['--colour'], /^Unknown flag --colour\. Run samtrace --help for the flags\.\n$/],
    [
      '--function without --event',
      ['--function', 'F'],
      /^--function needs --event FILE\. Files in events\/: failure\.json/,
    ],
    [
      'an unknown function',
      ['--function', 'Nope', '--event', 'events/ok.json'],
      /^--function: the template has no function "Nope"\. The template has: OrderFunction, ReportFunction\.\n$/,
    ],
    ['an unknown function to inspect', ['--inspect', 'Nope:0'], /^--inspect must be NAME or NAME:PORT/],
    [
      'faults in an unknown action',
      ['--faults', 's3=500@0.1,logs:GetLogEvent=throttle'],
      /^--faults: "logs:GetLogEvent" names no action of logs: .*\blogs:GetLogEvents\b.*\n$/,
    ],
    ['a missing template', ['--template', 'nope.yml'], /^The template nope\.yml does not exist\.\n$/],
    ['a directory as the template', ['--template', '.'], /^The template \. is .*\n$/],
    ['a directory as the event', ['--function', 'F', '--event', '.'], /^The event \. is .*\n$/],
    ['data below a missing directory', ['--data', 'a/b'], /^--data: the parent directory of a\/b does not exist\.\n$/],
  ])('%s', async (_, args, message) => {
    await using run = await runSamtrace(...args);

    expect([await run.exit(), run.stdout()]).toEqual([1, '']);
    expect(run.stderr()).toMatch(message);
    expect(run.stderr().trim().split('\n')).toHaveLength(1);
  });

  it.each<[string, (directory: string) => Promise<unknown>, string[], RegExp]>([
    ['.local if it is a file', (directory) => writeFile(join(directory, '.local'), ''), [], /^\S+\.local .*\n$/],
    [
      '.local if it leads nowhere',
      (directory) => symlink(join(directory, 'missing'), join(directory, '.local')),
      [],
      /^\S+\.local .*\n$/,
    ],
    [
      'a template that is not YAML',
      (directory) => writeFile(join(directory, 'broken.yml'), 'Resources: [\n'),
      ['--template', 'broken.yml'],
      /^broken\.yml:\d+ .*\n$/,
    ],
    [
      'a resource that it ignores, with --strict',
      (directory) => writeFile(join(directory, 'topic.yml'), 'Resources:\n  Users: {Type: "AWS::Cognito::UserPool"}\n'),
      ['--template', 'topic.yml', '--strict'],
      /^topic\.yml:\d+ Users: AWS::Cognito::UserPool: .*\n$/,
    ],
    [
      'a directory without a template',
      (directory) => rm(join(directory, 'template.yml')),
      [],
      /^There is no template\.yaml or template\.yml in \S+\. Change to your SAM project, or use --template FILE\.\n$/,
    ],
    [
      'stored logs that are not a database',
      async (directory) => {
        await mkdir(join(directory, 'data'));
        await writeFile(join(directory, 'data', 'logs.sqlite'), 'not a database');
      },
      ['--data', 'data'],
      /^The stored logs \S+logs\.sqlite cannot be opened: .*\n$/,
    ],
  ])('%s', async (_, prepare, args, message) => {
    const directory = await copyApp();
    await prepare(directory);
    await using run = await runSamtraceIn(directory, args);

    expect([await run.exit(), run.stdout()]).toEqual([1, '']);
    expect(run.stderr()).toMatch(message);
    await rm(directory, { recursive: true });
  });

  it.each([
    ['a used port', '--port', (port: number) => String(port), 'Stop it, or choose another port with --port'],
    [
      'a used debugger port',
      '--inspect',
      (port: number) => `OrderFunction:${port}`,
      'Choose another one with NAME:PORT',
    ],
  ])('%s, and names its process', async (_, flag, value, advice) => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await using run = await runSamtrace(flag, value(port));

    expect([await run.exit(), run.stdout()]).toEqual([1, '']);
    expect(run.stderr()).toMatch(
      new RegExp(`[Pp]ort ${port} is in use by process ${process.pid} \\(.*\\)\\. ${advice}`),
    );
    server.close();
  });

  it('a directory in which another stack runs, also when both start at once', async () => {
    // Neither stack ends by itself, so the directory stays in use.
    await using one = await runSamtrace('--port', '0');
    await using other = await one.again('--port', '0');

    const refused = await Promise.race([one, other].map((run) => run.exit().then((status) => ({ status, run }))));

    expect(refused.status).toBe(1);
    expect(refused.run.stderr()).toMatch(/^The process \d+ runs a stack in \S+\.local\. Stop it, or start .*\n$/);
  });
});

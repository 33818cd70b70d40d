import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readEvent } from '../../src/cli/event.ts';
import { explain } from '../../src/cli/explain.ts';
import { FLAGS, helpText } from '../../src/cli/flags.ts';
import { oneLine } from '../../src/cli/one-line.ts';
import { parseCliOptions } from '../../src/cli/options.ts';
import { asyncLine, createStoredLines } from '../../src/cli/progress.ts';
import { serviceMapText } from '../../src/cli/service-map-text.ts';
import type { InvocationEvent } from '../../src/services/lambda/service.ts';
import type { Service } from '../../src/services/xray/service.ts';

const NEEDED = ['--function', 'F', '--event', 'e.json'];

describe('what npm start says of stored objects', () => {
  it('names each folder once, and an object that lies in none', () => {
    const lineOf = createStoredLines();
    const store = (bucket: string, key: string) =>
      stripVTControlCharacters(lineOf({ bucket, key, size: 1, lastModifiedMs: 0 }) ?? '').trim();

    expect(store('reports', 'errors/a/log.json')).toBe('stored errors/a/…');
    expect(store('reports', 'errors/a/report.json')).toBe('');
    expect(store('reports', 'errors/b/report.json')).toBe('stored errors/b/…');
    expect(store('others', 'errors/a/log.json')).toBe('stored errors/a/…');
    expect(store('reports', 'whole.txt')).toBe('stored whole.txt');
  });
});

describe('what npm start says of an asynchronous invocation', () => {
  const event = {
    functionName: 'local-f',
    requestId: 'r',
    type: 'async' as const,
    attempt: 2,
    durationMs: 12,
    coldStart: false,
  };
  const lineOf = (end: Partial<InvocationEvent> & Pick<InvocationEvent, 'status'>) =>
    stripVTControlCharacters(asyncLine({ ...event, ...end }, 'Handler')).trim();

  it('is why it failed, in the first line of its message', () => {
    const failure = { status: 'error' as const, errorType: 'LoadError' };

    expect(lineOf({ status: 'ok' })).toBe('→ Handler ok, attempt 2, 12 ms');
    expect(lineOf(failure)).toBe('→ Handler LoadError, attempt 2, 12 ms');
    expect(lineOf({ ...failure, errorMessage: 'Access\u001b[2J denied.\nMore.' })).toBe(
      '→ Handler LoadError, attempt 2, 12 ms: Access [2J denied.',
    );
    expect(lineOf({ ...failure, errorMessage: 'x'.repeat(500) })).toMatch(/ ms: x{199}…$/);
  });
});

describe('text for one line', () => {
  it.each([
    [
      'has no line breaks, control characters, or marks that turn the text round',
      'a\r\nb\u0007c\u202ed\u2028e',
      'a b c d e',
    ],
    ['is cut between characters, not within one', '😀😀😀😀', '😀😀…'],
  ])('%s', (_, text, line) => {
    expect(oneLine(text, text.startsWith('😀') ? 3 : 20)).toBe(line);
  });
});

describe('the flags of npm start', () => {
  it('have the defaults that the help names', () => {
    expect(parseCliOptions(NEEDED)).toEqual({
      function: 'F',
      event: 'e.json',
      invocations: 20,
      concurrency: 1,
      parameterOverrides: {},
      port: 4566,
      traceDelaySeconds: 0,
      sampling: 'all',
      template: 'template.yml',
      once: false,
      deadlineSeconds: 60,
      json: false,
      data: undefined,
      faults: [],
      retryDelayScale: 0.01,
    });
  });

  it('let a later one replace an earlier one, so that npm start can be given another function', () => {
    expect(parseCliOptions([...NEEDED, '--function', 'G'])).toMatchObject({ function: 'G' });
  });

  it.each([
    [['--parameter-overrides', 'ErrorRate=0.4', 'FailureSeed=7', '--once']],
    [['--parameter-overrides', 'ErrorRate=0.4 FailureSeed=7', '--once']],
    [['--parameter-overrides', 'ErrorRate=0.4', '--once', '--parameter-overrides', 'FailureSeed=7']],
  ])('take parameter overrides as sam does: %j', (args) => {
    const parameterOverrides = { ErrorRate: '0.4', FailureSeed: '7' };
    expect(parseCliOptions([...NEEDED, ...args])).toMatchObject({ parameterOverrides, once: true });
  });

  it.each([
    [['--invocations', '0'], '--invocations must be a whole number of at least 1, not "0".'],
    [['--port', 'http'], '--port must be a port, 0 to 65535, not "http".'],
    [['--sampling', 'some'], '--sampling must be all or lambda, not "some".'],
    [['--parameter-overrides', 'ErrorRate'], '--parameter-overrides takes Key=Value pairs, not "ErrorRate".'],
    [['--json'], '--json goes with --once.'],
    [['--invocations', '-3'], '--invocations needs a value, which does not begin with a dash; --help lists the flags.'],
    [['--template'], '--template needs a value, which does not begin with a dash; --help lists the flags.'],
    [
      ['--faults', 's3=often'],
      '--faults: "s3=often" is no fault: write <service or action>=<throttle|500|503|denied|drop|hang>[@<share 0..1>]',
    ],
    [['--colour'], "Unknown option '--colour'; --help lists the flags."],
    [['stray'], '"stray" is not a flag; --help lists them.'],
  ])('that are wrong are named: %j', (args, message) => {
    expect(() => parseCliOptions([...NEEDED, ...args])).toThrow(message);
  });

  it('are all in the help, after a command line that works for everybody', () => {
    expect(helpText()).toContain('npm start -- --function NAME --event FILE');
    expect(helpText()).not.toContain('node local/start.ts');
    expect(helpText()).toMatch(/Lambda, X-Ray, CloudWatch Logs, S3, SQS and STS .*judges.* IAM policies/s);
    for (const flag of FLAGS) expect(helpText()).toContain(`--${flag.name}`);
  });
});

describe('an event', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  afterAll(() => rmSync(dirname(file), { recursive: true }));
  const read = (text: string) => {
    writeFileSync(file, text);
    return readEvent(file)(7).toString();
  };

  it('has the number of its invocation in place of {{n}}, and may begin with a byte order mark', () => {
    expect(read('\uFEFF{"job": "order-{{n}}", "list": ["{{n}}", 1, null]}')).toBe(
      '{"job":"order-7","list":["7",1,null]}',
    );
  });

  it.each([
    ['nothing', '', 'is not JSON: Unexpected end'],
    ['too many levels', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'is nested too deeply.'],
    ['more than 6 MiB', `"${'x'.repeat(6 * 1024 * 1024)}"`, "is larger than 6291456 bytes, Lambda's limit."],
  ])('with %s is refused', (_, text, message) => {
    expect(() => read(text)).toThrow(`The event ${file} ${message}`);
  });
});

describe('an error that ends npm start', () => {
  const system = (members: object) => Object.assign(new Error('as the system says'), members);

  it.each([
    [
      'a port that this user may not open',
      system({ code: 'EACCES', syscall: 'listen', port: 80 }),
      'Port 80 may not be opened by this user: choose another with --port (0 = any free one).',
    ],
    [
      'a folder on a read-only disk',
      system({ code: 'EROFS', syscall: 'mkdir', path: '/a' }),
      '/a lies on a read-only file system.',
    ],
    [
      'another error of the system',
      system({ code: 'EIO', syscall: 'read', path: '/a' }),
      '/a cannot be used: as the system says.',
    ],
  ])('is told in one line when a person can mend it: %s', (_, error, line) => {
    expect(explain(error)).toBe(line);
  });

  it('keeps its stack when it is a mistake in the stack itself', () => {
    expect(explain(new TypeError('x is undefined'))).toMatch(/^TypeError: x is undefined\n +at /);
  });
});

describe('the service map as text', () => {
  const service = (over: Partial<Service> & { ReferenceId: number }): Service => ({ Edges: [], ...over }) as Service;
  const counts = (TotalCount: number, TotalResponseTime: number, errors = 0) => ({
    OkCount: TotalCount - errors,
    ErrorStatistics: { ThrottleCount: 0, OtherCount: errors, TotalCount: errors },
    FaultStatistics: { OtherCount: 0, TotalCount: 0 },
    TotalCount,
    TotalResponseTime,
  });

  it('draws a tree from the client, and a service that two call only once', () => {
    const edge = (ReferenceId: number) => ({ ReferenceId }) as never;
    const services = [
      service({
        ReferenceId: 0,
        Name: 'a',
        Type: 'AWS::Lambda',
        Edges: [edge(2), edge(3)],
        SummaryStatistics: counts(4, 0.2, 1),
      }),
      service({ ReferenceId: 1, Name: 'a', Type: 'client', Edges: [edge(0)] }),
      service({ ReferenceId: 2, Name: 'b', Type: 'remote', Edges: [edge(3)], SummaryStatistics: counts(1, 0.0042) }),
      service({ ReferenceId: 3, Name: 'bucket', Type: 'AWS::S3::Bucket', SummaryStatistics: counts(2, 0.03) }),
    ];

    expect(serviceMapText(services).split('\n')).toEqual([
      'Client',
      '└─ a  AWS::Lambda  4 requests, 1 error, 50 ms',
      '   ├─ b  remote  1 request, 4.2 ms',
      '   │  └─ bucket  AWS::S3::Bucket  2 requests, 15 ms',
      '   └─ bucket  AWS::S3::Bucket  2 requests, 15 ms  (see above)',
    ]);
  });

  it('draws services that only call each other', () => {
    const services = [
      service({ ReferenceId: 0, Name: 'a', Type: 'remote', Edges: [{ ReferenceId: 1 } as never] }),
      service({ ReferenceId: 1, Name: 'b', Type: 'remote', Edges: [{ ReferenceId: 0 } as never] }),
    ];

    expect(serviceMapText(services)).toContain('b  remote');
  });
});

import { describe, expect, it } from '@jest/globals';
import type { LogEvent } from '../../functions/error-handler/envelope.ts';
import * as log from './support/lambda-log.ts';
import { problemsOf } from './support/schema.ts';
import { oldStyle, segment, subsegment } from './support/segments.ts';
import { createWorld, DELIVERY } from './support/world.ts';

const CAUSE = {
  errorType: 'Error',
  errorMessage: 'the shelf broke',
  stackTrace: ['Error: the shelf broke', '    at hang (/x/functions/processor/shelf.ts:3:1)'],
};
const failing = (fields = {}) => oldStyle({ error: true, ...fields });
/** The texts of the elements with just these classes. */
const textsOf = (html: string, classes: string) =>
  [...html.matchAll(new RegExp(`<div class="${classes}">(.*?)</div>`, 'gs'))].map(([, inner = '']) =>
    inner.replaceAll(/<[^>]*>/g, '').trim(),
  );

/** The report of a request whose log is this, from its first ERROR or its report on. */
async function reportOf(stream: LogEvent[], options: Parameters<typeof createWorld>[0] = {}) {
  const world = createWorld({ stream, segments: failing(), ...options });
  const trigger = stream.find(({ message }) => /"level":"ERROR"|platform.report/.test(message));
  await world.deliver(trigger === undefined ? [] : [trigger]);
  return world;
}

describe('report.json', () => {
  const cold = log.platform(-1, 'initStart', { functionName: 'shop-processor', phase: 'init' });
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:shop-processor';
  const start = log.platform(0, 'start', { requestId: log.REQUEST_ID, functionArn: arn, version: '$LATEST' });
  const header = log.console(0, 'INFO', { traceHeader: log.HEADER });

  it.each<[string, LogEvent[]]>([
    ['thrown', log.thrown(0)],
    ['timeout', [start, header, log.report(3, { status: 'timeout' })]],
    ['out-of-memory', [start, log.report(3, { status: 'error', errorType: 'Runtime.OutOfMemory' })]],
    [
      'exit',
      [
        start,
        log.at(1, 'boom\r    at x (/var/task/index.cjs:1:2)'),
        log.report(3, { status: 'error', errorType: 'Runtime.ExitError' }),
      ],
    ],
    [
      'init',
      [
        log.exception(0, '-'),
        log.initReport(0, 'error', 'invoke'),
        start,
        log.report(1, { status: 'error', errorType: 'Error' }),
      ],
    ],
    ['logged', [start, log.console(0.1, 'ERROR', 'hm'), log.console(0.2, 'INFO', 'fine'), log.report(1)]],
  ])('follows its schema: %s', async (kind, stream) => {
    const world = await reportOf(stream, kind === 'logged' ? { segments: oldStyle() } : {});

    expect(world.read('report.json').kind).toBe(kind);
    expect(problemsOf(world.read('report.json'))).toEqual([]);
  });

  it('follows its schema when nothing could be found', async () => {
    const world = await reportOf(log.thrown(0), { stream: undefined, segments: [] }).catch(() => undefined);
    const alone = createWorld({ stream: undefined });
    await alone.deliver([log.exception(0.5)]);

    expect(world).toBeDefined();
    expect(problemsOf(alone.read('report.json'))).toEqual([]);
  });

  it('holds the figures of the platform, the causes, and links to the console', async () => {
    const error = log.console(0.5, 'ERROR', {
      errorType: 'OutOfStockError',
      errorMessage: 'none left',
      stackTrace: [],
      cause: CAUSE,
    });
    const world = await reportOf([cold, start, header, error, log.report(1)]);

    expect(world.read('report.json')).toMatchObject({
      functionName: 'shop-processor',
      error: { causes: [{ type: 'Error', message: 'the shelf broke', stack: CAUSE.stackTrace }] },
      attempts: [{ coldStart: true, durationMs: 120.5, memorySizeMb: 256, maxMemoryUsedMb: 91 }],
      links: {
        log: 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fshop-processor/log-events/2026$252F11$252F22$252Fprocessor$255B$2524LATEST$255D0a1b',
        trace: `https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#xray:traces/${log.TRACE_ID}`,
        function:
          'https://eu-central-1.console.aws.amazon.com/lambda/home?region=eu-central-1#/functions/shop-processor',
      },
    });
  });

  it('names the failing and the slowest subsegment', async () => {
    const reserve = { ...subsegment('1d', 'reserve'), cause: { exceptions: [{ message: 'none left' }] } };
    const price = { ...subsegment('1e', 'price'), end_time: log.NOON_MS / 1000 + 0.75 };
    const world = await reportOf(log.thrown(0), {
      segments: failing({
        subsegments: [{ ...subsegment('1b', 'Invocation', [reserve, price]), end_time: log.NOON_MS / 1000 + 1 }],
      }),
    });

    expect(world.read('report.json')).toMatchObject({
      failingSubsegment: { id: reserve.id, name: 'reserve', durationMs: 500 },
      slowestSubsegment: { id: price.id, name: 'price', durationMs: 750 },
    });
  });

  it('names the subsegment that a killed process was at, and says that it never ended', async () => {
    const { end_time: _, ...charge } = subsegment('1f', 'charge');
    const handled = { ...subsegment('1d', 'reserve'), cause: { exceptions: [{ message: 'tried again' }] } };
    const segments = failing({
      subsegments: [subsegment('1b', 'Invocation', [handled, { ...charge, in_progress: true }])],
    });
    const world = await reportOf([start, header, log.report(3, { status: 'timeout' })], { segments });

    const html = [...world.objects].find(([key]) => key.endsWith('.html'))?.[1].body ?? '';
    const report = world.read('report.json');
    expect(problemsOf(report)).toEqual([]);
    expect(report).toMatchObject({ kind: 'timeout', trace: { outcome: 'found' } });
    expect(report.failingSubsegment).toEqual({ id: charge.id, name: 'charge' });
    expect(html).toContain('<dt>Failing subsegment</dt><dd>charge, never ended</dd>');
    expect(html).toContain('✗ charge  never ended</span>\n<i style="margin-left:0%;width:50%">');
  });

  it('is made of the last attempt, and lists them all', async () => {
    const world = createWorld({ stream: [...log.thrown(0), ...log.thrown(60)], atSecond: 62 });
    await world.deliver([log.exception(0.5)]);
    await world.deliver([log.exception(60.5)]);

    expect(problemsOf(world.read('report.json'))).toEqual([]);
    expect(world.read('report.json').attempts).toHaveLength(2);
  });
});

describe('a log that is too long', () => {
  it('keeps its beginning and its end, and the report says how much is left out', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => log.console(0.1, 'INFO', `line ${n} ${'x'.repeat(100)}`));
    const [start, header, error, end] = log.thrown(0);
    const stream = [start, header, ...lines, error, end].flatMap((event) => event ?? []);
    const world = await reportOf(stream, { policy: { maxLogBytes: 20_000 } });

    const { events } = world.read('log-events.json') as { events: LogEvent[] };
    const { log: outcome, trace } = world.read('report.json') as Record<string, Record<string, unknown>>;
    expect(outcome).toEqual({ outcome: 'found', omitted: 504 - events.length, records: events.length });
    expect(JSON.stringify(events).length).toBeLessThan(30_000);
    expect(events.slice(0, 2)).toMatchObject([start, header].map((event) => ({ message: event?.message })));
    expect(events.slice(-2)).toMatchObject([error, end].map((event) => ({ message: event?.message })));
    expect(trace).toMatchObject({ outcome: 'found' });
  });
});

describe('a record that is no whole JSON', () => {
  it('because it was cut at the size limit, is kept as text, in its place', async () => {
    const [start, header, error, end] = log.thrown(0);
    const whole = log.console(0.2, 'INFO', { payload: 'x'.repeat(300) });
    const cut = { ...whole, message: whole.message.slice(0, 200) };
    const world = await reportOf([start, header, cut, error, end].flatMap((event) => event ?? []));

    const { events } = world.read('log-events.json') as { events: LogEvent[] };
    expect(world.read('report.json')).toMatchObject({ kind: 'thrown', log: { outcome: 'found', records: 5 } });
    expect(events.map(({ message }) => message)[2]).toBe(cut.message);
  });

  it.each<[string, unknown, number]>([
    ['before the cut', { password: 'hunter2', payload: 'x'.repeat(300) }, 250],
    ['in the middle of which the cut is', { password: 'hunter2'.repeat(50) }, 250],
    ['in JSON within it', JSON.stringify({ a: JSON.stringify({ password: 'hunter2' }), b: 'x'.repeat(300) }), 250],
    ['in JSON within it, cut there', JSON.stringify({ a: JSON.stringify({ password: 'hunter2'.repeat(50) }) }), 250],
  ])('keeps no secret %s', async (_, message, length) => {
    const [start, header, error, end] = log.thrown(0);
    const whole = log.console(0.2, 'INFO', message);
    const cut = { ...whole, message: whole.message.slice(0, length) };
    const world = await reportOf([start, header, cut, error, end].flatMap((event) => event ?? []));

    expect(cut.message).toContain('hunter2');
    expect([...world.objects.values()].filter(({ body }) => body.includes('hunter2'))).toEqual([]);
  });
});

describe('a secret', () => {
  const secret = 'hunter2';

  it.each<[string, unknown]>([
    ['in an object', { user: 'ann', password: secret }],
    ['in another spelling', { 'Pass-Word': secret, PASS_WORD: secret }],
    ['under a longer name', { dbPassword: secret, DB_PASSWORD: secret, 'x-password': secret }],
    ['under a longer name in a text', `DB_PASSWORD=${secret} and x-password: ${secret}`],
    ['deep inside', { request: [{ headers: { password: { value: secret } } }] }],
    ['in JSON within a text', `{"password":"${secret}","n":1}`],
    ['in a text', `login with password=${secret}, then wait`],
    ['in a text that prints an object', `{ user: 'ann', password: '${secret}' }`],
    ['in a header', `password: Bearer ${secret}`],
  ])('is not stored when it stands %s', async (_, message) => {
    const [start, header, error, end] = log.thrown(0);
    const line = log.console(0.1, 'INFO', message);
    const world = await reportOf([start, header, line, error, end].flatMap((event) => event ?? []));

    expect([...world.objects.values()].filter(({ body }) => body.includes(secret))).toEqual([]);
    expect(
      [...world.objects].filter(([, { body }]) => body.includes('[redacted]')).map(([key]) => key.split('/').at(-1)),
    ).toEqual(['log-events.json', 'report.html']);
  });

  it('is not stored from the metadata of the trace', async () => {
    const metadata = { default: { login: { password: secret } } };
    const world = await reportOf(log.thrown(0), {
      segments: [...failing(), segment({ id: '2a', parent_id: 'f1', metadata })],
    });

    expect([...world.objects.values()].filter(({ body }) => body.includes(secret))).toEqual([]);
  });

  it('is not stored from a stack, which has a message line by line', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----';
    const stackTrace = [...`Error: bad password=${key}`.split('\n'), '    at load (/x/functions/keys.ts:1:1)'];
    const error = log.console(0.5, 'ERROR', { errorType: 'Error', errorMessage: `bad password=${key}`, stackTrace });
    const [start, header, , end] = log.thrown(0);
    const world = await reportOf([start, header, error, end].flatMap((event) => event ?? []));

    expect([...world.objects.values()].filter(({ body }) => body.includes('hunter2'))).toEqual([]);
    expect(world.read('report.json')).toMatchObject({ error: { stack: expect.arrayContaining([stackTrace.at(-1)]) } });
  });

  it('does not make what is none be written anew', async () => {
    const [start, header, error, end] = log.thrown(0);
    const line = {
      ...log.at(0.1, ''),
      message: `{ "level":"INFO", "requestId":"${log.REQUEST_ID}", "message": 12345678901234567890 }`,
    };
    const world = await reportOf([start, header, line, error, end].flatMap((event) => event ?? []));

    expect((world.read('log-events.json').events as LogEvent[])[2]?.message).toBe(line.message);
  });

  it('does not hide what only looks alike', async () => {
    const [start, header, error, end] = log.thrown(0);
    const line = log.console(0.1, 'INFO', { passwords: 3, text: 'the password was wrong', passwordless: true });
    const world = await reportOf([start, header, line, error, end].flatMap((event) => event ?? []));

    expect(JSON.stringify(world.read('log-events.json'))).toContain(
      '\\"passwords\\":3,\\"text\\":\\"the password was wrong\\",\\"passwordless\\":true',
    );
  });
});

describe('report.html', () => {
  const HOSTILE = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

  it('escapes whatever log and trace say, everywhere', async () => {
    const error = log.console(0.5, 'ERROR', {
      errorType: HOSTILE,
      errorMessage: HOSTILE,
      stackTrace: [HOSTILE, `    at ${HOSTILE} (${HOSTILE}:1:1)`],
      cause: { errorType: HOSTILE, errorMessage: HOSTILE, stackTrace: [HOSTILE] },
    });
    const start = log.platform(0, 'start', {
      requestId: log.REQUEST_ID,
      functionArn: `arn:aws:lambda:r:1:function:${HOSTILE}`,
    });
    const header = log.console(0, 'INFO', { traceHeader: log.HEADER, [HOSTILE]: HOSTILE });
    const text = log.at(0.2, HOSTILE);
    const metadata = { [HOSTILE]: { [HOSTILE]: HOSTILE } };
    const world = await reportOf([start, header, text, error, log.report(1)], {
      segments: failing({ name: HOSTILE, annotations: { [HOSTILE]: HOSTILE }, metadata }),
    });

    const html = [...world.objects].find(([key]) => key.endsWith('.html'))?.[1].body ?? '';
    expect(html.match(/<\/?[a-z0-9]+/g)?.filter((tag) => /script|img/.test(tag))).toEqual([]);
    expect(
      html.match(/(?:href|src)="(?!https:\/\/eu-central-1\.console\.aws\.amazon\.com\/|[a-z-]+\.json")/g),
    ).toBeNull();
    expect(html.match(/ on[a-z]+=[^&]*>/g)).toBeNull();
    expect(html).toContain('&#60;img src=x onerror=alert(1)&#62;');
  });

  it('marks the failing lines of the log, and the failing bars of the trace', async () => {
    const world = await reportOf(log.thrown(0));

    const html = [...world.objects].find(([key]) => key.endsWith('.html'))?.[1].body ?? '';
    expect(textsOf(html, 'row bad')).toEqual([expect.stringContaining('✗ 12:00:00.500 ERROR')]);
    expect(textsOf(html, 'row')).toHaveLength(3);
    expect(textsOf(html, 'row bar bad')).toEqual(['✗ processor AWS::Lambda::Function 1000 ms']);
  });

  it('draws every subsegment below its own segment, each by its start', async () => {
    const [first, second] = oldStyle();
    const world = await reportOf(log.thrown(0), {
      segments: [
        segment({ ...second, id: 'f1', subsegments: [...(second?.subsegments ?? [])].reverse() }),
        segment({ ...first, id: 'a1', start_time: log.NOON_MS / 1000 - 1 }),
      ],
    });

    const html = [...world.objects].find(([key]) => key.endsWith('.html'))?.[1].body ?? '';
    const bars = [
      ...html.matchAll(/padding-left:(\d)rem">([^<]*)<.span>\n<i style="margin-left:(\d+)%;width:(\d+)%"/g),
    ];
    expect(bars.map(([, ...bar]) => bar)).toEqual([
      ['0', 'processor AWS::Lambda 2000 ms', '0', '100'],
      ['0', 'processor AWS::Lambda::Function 1000 ms', '50', '50'],
      ['1', 'Overhead  500 ms', '50', '25'],
      ['1', 'Invocation  500 ms', '50', '25'],
      ['2', 'reserve  500 ms', '50', '25'],
      ['1', 'Initialization  500 ms', '50', '25'],
    ]);
  });

  it('loads nothing and runs nothing', async () => {
    const world = await reportOf(log.thrown(0));

    const html = [...world.objects].find(([key]) => key.endsWith('.html'))?.[1].body ?? '';
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(html).not.toMatch(/<(script|link|img|iframe|object)|url\(|@import/);
  });
});

describe('a group', () => {
  const entryOf = (world: ReturnType<typeof createWorld>) =>
    [...world.objects].filter(([key]) => key.startsWith('groups/'));

  it('counts a failure once, whatever is learnt of it later', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), logDelaySeconds: 100 });
    await world.deliver([log.exception(0.5)], 0);
    const late = createWorld({
      stream: [...log.thrown(0).slice(0, 3), log.report(1, { status: 'timeout' })],
      segments: failing(),
    });
    for (const [key, object] of world.objects) late.objects.set(key, object);
    await late.deliver([log.report(1, { status: 'timeout' })]);

    expect(entryOf(world)).toHaveLength(1);
    expect(entryOf(late)).toEqual(entryOf(world));
    expect(late.read('report.json')).toMatchObject({ kind: 'timeout', group: entryOf(world)[0]?.[0] });
  });

  it('has entries that tell what it is without a report being read', async () => {
    const world = await reportOf(log.thrown(0));

    expect(entryOf(world).map(([, { body }]) => JSON.parse(body))).toEqual([
      {
        time: '2026-11-22T12:00:00.000Z',
        requestId: log.REQUEST_ID,
        functionName: 'processor',
        kind: 'thrown',
        type: 'OutOfStockError',
        message: 'none left',
        report: `errors/2026-11-22/${log.REQUEST_ID}/report.json`,
      },
    ]);
  });
});

describe('in a storm', () => {
  const ids = Array.from({ length: 30 }, (_, n) => `request-${n}`);

  it('all failures are reported and counted, and only the first of a kind cost reads', async () => {
    const world = createWorld({
      stream: ids.flatMap((id, n) => log.thrown(n, id)),
      atSecond: 60,
      fullReports: 4,
      annotatedTraces: { [log.REQUEST_ID]: log.TRACE_ID },
    });

    await world.deliver(
      ids.map((id, n) => log.exception(n + 0.5, id)),
      0,
    );

    const reports = [...world.objects]
      .filter(([key]) => key.endsWith('/report.json'))
      .map(([, { body }]) => JSON.parse(body));
    expect(reports.map(({ log: { outcome } }) => outcome)).toEqual(
      [...Array(4).fill('found'), ...Array(26).fill('missing')].sort(),
    );
    expect(reports.flatMap(problemsOf)).toEqual([]);
    expect(reports.filter(({ log: { reason } }) => /^A light report/.test(reason))).toHaveLength(26);
    expect(new Set([...world.objects.keys()].filter((key) => key.startsWith('groups/'))).size).toBe(30);
    expect(world.calls.filter((call) => !call.includes('Object'))).toEqual([
      'GetLogEvents',
      'GetLogEvents',
      'BatchGetTraces 1',
    ]);
  });

  it('a light report is made full when the same failure comes again later', async () => {
    const world = createWorld({ stream: log.thrown(0), segments: failing(), fullReports: 0 });
    await world.deliver([log.exception(0.5)]);
    const later = createWorld({ stream: log.thrown(0), segments: failing() });
    for (const [key, object] of world.objects) later.objects.set(key, object);
    await later.deliver([log.exception(0.5)]);

    expect(world.read('report.json')).toMatchObject({ log: { outcome: 'missing' } });
    expect(later.read('report.json')).toMatchObject({ log: { outcome: 'found' }, trace: { outcome: 'found' } });
    expect(DELIVERY.logGroup).toBe(later.read('report.json').logGroup);
  });
});

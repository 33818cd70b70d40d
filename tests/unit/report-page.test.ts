import { describe, expect, it, jest } from '@jest/globals';
import { html } from '../../functions/error-handler/html.ts';
import type { LogEvent } from '../../functions/error-handler/log-record.ts';
import { createFakeAws } from './support/fake-aws.ts';
import { initStart, line, logged, NOON_MS, report, start, thrown } from './support/lambda-log.ts';
import { type Entity, idOf, newStyle, service } from './support/segments.ts';

const own = thrown(0);

/** The page of the report for a stream whose last record is delivered. */
async function pageOf(stream: LogEvent[], segments: Entity[] = newStyle({ error: true })): Promise<string> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const aws = createFakeAws({ stream, segments, atSecond: 60 });
  const delivered = stream.find(({ message }) => /"ERROR"|"timeout"/.test(message)) ?? own.error;
  await aws.deliver([delivered], {}, 0);
  write.mockRestore();
  return [...aws.objects].find(([key]) => key.endsWith('report.html'))?.[1].body ?? '';
}

/** What a person reads: the text of the page, without markup. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/g, ' ');
}

describe('the page of a report', () => {
  it('begins with the function, how and why it failed, and where in its code', async () => {
    const text = textOf(await pageOf(own.all));

    expect(text).toContain(
      'orders · The handler threw an error OutOfStockError none left at reserve (/tmp/x/functions/processor/order.ts:7:9)',
    );
  });

  it('names the order, the time, the duration, and the memory', async () => {
    const request = logged(0.1, 'INFO', { message: 'Request', event: { orderId: 'order-1', quantity: 2 } });
    const annotated = {
      id: idOf('1d'),
      name: 'reserve',
      start_time: NOON_MS / 1000,
      end_time: NOON_MS / 1000 + 0.25,
      annotations: { order_id: 'order-1' },
    };

    const text = textOf(
      await pageOf([own.start, own.header, request, own.error, own.report], newStyle({ subsegments: [annotated] })),
    );

    expect(text).toContain('When 2026-11-22T12:00:00.000Z Duration 121 ms Memory 91 of 256 MB used');
    expect(text).toContain('Event orderId: order-1 quantity: 2 Annotations order_id: order-1');
    expect(text).toContain('Slowest reserve, 250 ms');
  });

  it('says that it was a cold start, and how many records of a long log were left out', async () => {
    const lines = Array.from({ length: 15 }, (_, n) => logged(0.1, 'INFO', `${n}${'x'.repeat(90_000)}`));

    const text = textOf(await pageOf([initStart(-1), own.start, own.header, ...lines, own.error, own.report]));

    expect(text).toContain('When 2026-11-22T12:00:00.000Z, cold start Duration');
    expect(text).toContain('Log records left out 4');
  });

  it('says what the function was doing when Lambda ended it', async () => {
    const open = { id: idOf('1d'), name: 'charge', start_time: NOON_MS / 1000, in_progress: true };
    const timeout = report(3, { status: 'timeout' });

    const page = await pageOf([own.start, own.header, timeout], newStyle({ subsegments: [open] }));

    expect(textOf(page)).toContain("Failed in charge, not ended Duration 121 ms: the function's timeout");
    expect(textOf(page)).toContain('✗ charge not ended');
  });

  it('says why the log or the trace is not complete', async () => {
    const text = textOf(await pageOf([own.start, own.header, own.error], []));

    expect(text).toContain("Log partial: Lambda's report of the request was not in the log by the deadline.");
    expect(text).toContain('Trace missing: X-Ray did not have the trace by the deadline.');
    expect(text).toContain('There is no trace.');
  });

  it('has links that say where they lead', async () => {
    const page = await pageOf(own.all);
    const links = [...page.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, , name]) => name);

    expect(links).toEqual([
      'Log stream in CloudWatch',
      'Trace in X-Ray',
      'Function in Lambda',
      'First failure of this kind in S3',
      'report.json',
      'log-events.json',
      'request-trace.json',
    ]);
  });

  it('shows the log as time, level, and message, with the failures marked', async () => {
    const stream = [own.start, logged(0.1, 'INFO', 'first'), line(0.2, 'plain text'), own.error, own.report];
    const text = textOf(await pageOf(stream));

    expect(text).toContain('12:00:00.100 INFO first all fields');
    expect(text).toContain('12:00:00.200 text plain text');
    expect(text).toContain('✗ 12:00:00.500 ERROR OutOfStockError: none left all fields');
    expect(text).toContain('12:00:01.000 platform.report success');
  });

  it('shows what a record says, whatever its message is', async () => {
    const stream = [
      logged(0.1, 'INFO', { message: 'stored', count: 3 }),
      logged(0.2, 'INFO', 5),
      logged(0.3, 'ERROR', { errorType: 'E', errorMessage: 'm', message: 'and more' }),
    ];

    const text = textOf(await pageOf([own.start, own.header, ...stream, own.error, own.report]));

    expect(text).toContain('12:00:00.100 INFO stored all fields');
    expect(text).toContain('12:00:00.200 INFO 5 all fields');
    expect(text).toContain('12:00:00.300 ERROR E: m: and more all fields');
  });

  it('has all fields of a record but its stack, and none of a text', async () => {
    const error = line(0.5, { level: 'ERROR', message: 'failed', code: 7, stack: 'E: m\n    at own (a.ts:1:1)' });

    const page = await pageOf([own.start, own.header, line(0.2, 'plain'), error, own.report]);

    expect(textOf(page)).toContain('failed all fields { "level": "ERROR", "message": "failed", "code": 7 }');
    expect(textOf(page)).toContain('text plain ✗ 12:00');
  });

  it('shows the whole stack once', async () => {
    const library = '    at call (/var/task/node_modules/lib/index.js:1:1)';
    const error = logged(0.5, 'ERROR', {
      errorType: 'E',
      errorMessage: 'm',
      stackTrace: ['E: m', library, '    at own (a.ts:1:1)'],
    });

    const page = await pageOf([own.start, own.header, error, own.report]);

    expect(page.split('lib/index.js').length - 1).toBe(1);
  });

  it('shows the causes of the error, each with the place where it was thrown, and their stacks at the end', async () => {
    const stackTrace = ['CardError: expired', '    at check (card.ts:1:1)', '    at pay (card.ts:9:1)'];
    const cause = { errorType: 'CardError', errorMessage: 'expired', stackTrace };
    const error = logged(0.5, 'ERROR', { errorType: 'E', errorMessage: 'm', stackTrace: ['E: m'], cause });

    const text = textOf(await pageOf([own.start, own.header, error, own.report]));

    expect(text).toContain('Caused by CardError: expired at check (card.ts:1:1) When');
    expect(text).toContain('Whole stack E: m Caused by CardError: expired at check (card.ts:1:1) at pay (card.ts:9:1)');
  });

  it('shows the three innermost frames of the application at first', async () => {
    const frames = Array.from({ length: 7 }, (_, n) => `    at own${n} (a.ts:${n}:1)`);
    const error = logged(0.5, 'ERROR', { errorType: 'E', errorMessage: 'm', stackTrace: ['E: m', ...frames] });

    const text = textOf(await pageOf([own.start, own.header, error, own.report]));

    expect(text).toContain('at own2 (a.ts:2:1) When');
  });

  it('has no stack if there is none', async () => {
    const page = await pageOf([own.start, own.header, report(3, { status: 'timeout' })]);

    expect(textOf(page)).not.toContain('stack');
  });

  it('draws a bar for each segment and subsegment, below its parent, the failed ones marked', async () => {
    const page = await pageOf(own.all);

    expect(page.match(/class="bar/g)).toHaveLength(4);
    expect(page.match(/class="bar bad"/g)).toHaveLength(1);
    expect(textOf(page)).toContain('✗ processor AWS::Lambda::Function 1000 ms Init 500 ms reserve 500 ms');
    expect(page).toContain('padding-left:1rem');
  });

  it('places the bars on the time line of the trace, in the order in which they begin', async () => {
    const at = (id: string, name: string, from: number, to: number | undefined, subsegments: Entity[] = []) => ({
      ...{ id: idOf(id), name, start_time: NOON_MS / 1000 + from, subsegments },
      ...(to === undefined ? { in_progress: true } : { end_time: NOON_MS / 1000 + to }),
    });
    const subsegments = [
      at('2', 'second', 0.5, 0.75),
      at('1', 'first', 0.25, undefined, [at('3', 'inner', 0.25, 0.5)]),
    ];

    const [, ownSegment] = newStyle({ error: true, subsegments });
    const page = await pageOf(own.all, [service({ end_time: NOON_MS / 1000 + 2 }), ownSegment as Entity]);

    const bars = [...page.matchAll(/>([^<]*)<\/span>\n<i style="([^"]*)"/g)].map(
      ([, name, style]) => `${name?.trim()} | ${style}`,
    );
    expect(bars).toEqual([
      'processor AWS::Lambda 2000 ms | margin-left:0%;width:100%',
      '✗ processor AWS::Lambda::Function 1000 ms | margin-left:0%;width:50%',
      '✗ first  not ended | margin-left:12.5%;width:37.5%',
      'inner  250 ms | margin-left:12.5%;width:12.5%',
      'second  250 ms | margin-left:25%;width:12.5%',
    ]);
  });

  it.each(['error', 'fault', 'throttle'])('marks the bar of a subsegment with %s', async (flag) => {
    const subsegments = [
      { ...{ id: idOf('1'), name: 'call', start_time: NOON_MS / 1000, end_time: NOON_MS / 1000 + 1 }, [flag]: true },
    ];

    expect(textOf(await pageOf(own.all, newStyle({ subsegments })))).toContain('✗ call');
  });

  it('marks the failed records of the log, and no other', async () => {
    const page = await pageOf([own.start, own.header, own.error, report(1, { status: 'error', errorType: 'E' })]);

    expect(page.match(/class="record bad"/g)).toHaveLength(2);
    expect(page.match(/class="record"/g)).toHaveLength(2);
  });

  it('shows no fact that is not known', async () => {
    const text = textOf(await pageOf(own.all));

    for (const name of ['Event', 'Annotations', 'left out', 'Failed in', 'earlier records', ' more']) {
      expect(text).not.toContain(name);
    }
  });

  it('contains nothing of the log as markup, and runs and loads nothing', async () => {
    const attack = '<img src=x onerror=alert(1)>"\'&';
    const error = logged(0.5, 'ERROR', {
      errorType: attack,
      errorMessage: attack,
      stackTrace: [`    at ${attack} (a.ts:1:1)`],
    });

    const page = await pageOf(
      [own.start, own.header, error, logged(0.6, attack, attack), own.report],
      newStyle({ name: attack }),
    );

    expect(page).not.toContain('<img');
    expect(page).not.toContain('<script');
    expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"');
    expect(textOf(page)).toContain(attack);
  });

  it('is readable on a phone, in the dark, and on paper', async () => {
    const page = await pageOf(own.all);

    expect(page).toContain('<meta name="viewport" content="width=device-width">');
    expect(page).toContain('color-scheme: light dark');
    expect(page).toMatch(/@media \(max-width: 45rem\)[\s\S]*@media print/);
  });

  it('is bounded', async () => {
    const lines = Array.from({ length: 1500 }, (_, n) => logged(0.1, 'INFO', `line ${n}`));
    const subsegments = Array.from({ length: 1500 }, (_, n) => ({
      id: idOf(String(n)),
      name: `s${n}`,
      start_time: NOON_MS / 1000,
      end_time: NOON_MS / 1000,
    }));

    const page = await pageOf([start(0), own.header, ...lines, own.error, own.report], newStyle({ subsegments }));

    expect(textOf(page)).toContain(' 504 earlier records: see log-events.json.');
    expect(textOf(page)).toContain(' 502 more ');
    expect(page.match(/class="bar/g)).toHaveLength(1000);
  });
});

describe('a template for HTML', () => {
  it('escapes every value, but not HTML and lists of it', () => {
    const bold = (text: string) => html`<b>${text}</b>`;

    expect(html`<p>${'<&>'} ${[bold('"a"'), bold('b')]} ${undefined}${false}${0}</p>`.markup).toBe(
      '<p>&#60;&#38;&#62; <b>&#34;a&#34;</b><b>b</b> 0</p>',
    );
  });
});

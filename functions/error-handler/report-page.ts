/** report.html: a report for a person to read, in one file that loads nothing and runs nothing. */
import { asNumber, asObjects, asString, isObject, type JsonObject } from '../shared/json.ts';
import type { FailureClass } from './classify.ts';
import { type Html, html } from './html.ts';
import { type LogRecord, levelOf, textOf } from './log-record.ts';
import type { LoggedError } from './logged-error.ts';
import type { Report, SubsegmentFacts } from './report.ts';
import { STYLE } from './report-style.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestTrace } from './request-trace.ts';
import { hasEnded, startOf } from './segments.ts';
import { ownFrames } from './stack.ts';

const TITLES: Record<FailureClass, string> = {
  thrown: 'The handler threw an error',
  timeout: 'Lambda ended the invocation at its timeout',
  'out-of-memory': 'The function ran out of memory',
  exit: 'The process ended',
  init: 'The initialization failed',
  logged: 'The function logged an error',
};

const MAX_ROWS = 1000;

export function renderPage(report: Report, log: RequestLog, trace: RequestTrace): string {
  const { error, functionName } = report;
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${error.type} in ${functionName}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>
<p><b>${functionName}</b> · ${TITLES[report.class]}</p>
<h1>${error.type}</h1>
<p class="bad message">${error.message}</p>
</header>
${framesOf(error)}
${report.causes.map(causeOf)}
${factList(factsOf(report))}
${linksOf(report)}
<h2>Trace</h2>
${waterfall(trace.segments)}
<h2>Log</h2>
${logTable(log)}
<h2>Stack</h2>
<details><summary>${error.stack.length} lines</summary>
<pre>${error.stack.join('\n')}</pre></details>
</body>
</html>
`;
  return page.markup;
}

/** The application's own part of a stack. The whole stack is at the end of the page. */
function framesOf(error: LoggedError): Html | undefined {
  const frames = ownFrames(error.stack);
  return frames.length > 0
    ? html`<pre>${frames.map((frame) => frame.trim()).join('\n')}</pre>`
    : undefined;
}

function causeOf(cause: LoggedError): Html {
  return html`<p>Caused by ${cause.type}: ${cause.message}</p>${framesOf(cause)}`;
}

/** What a person wants to know first, by name. Undefined facts are not shown. */
function factsOf(report: Report): Record<string, unknown> {
  const { attempt, log, trace, failingSubsegment, slowestSubsegment } = report;
  const isSame = slowestSubsegment?.id === failingSubsegment?.id;
  return {
    When: `${attempt.startedAt}${attempt.coldStart ? ', cold start' : ''}`,
    Event: report.event,
    Annotations: Object.keys(report.annotations).length > 0 ? report.annotations : undefined,
    Duration: durationOf(report),
    Memory: memoryOf(report),
    'Failed in': failingSubsegment && describeSubsegment(failingSubsegment),
    Slowest: isSame ? undefined : slowestSubsegment && describeSubsegment(slowestSubsegment),
    'Request ID': report.requestId,
    Log: log.outcome === 'found' ? undefined : `${log.outcome}: ${log.reason}`,
    'Log records left out': log.omitted > 0 ? log.omitted : undefined,
    Trace: trace.outcome === 'found' ? trace.reason : `${trace.outcome}: ${trace.reason}`,
  };
}

function durationOf({ attempt, class: failureClass }: Report): string | undefined {
  if (attempt.durationMs === undefined) {
    return undefined;
  }
  const duration = `${Math.round(attempt.durationMs)} ms`;
  return failureClass === 'timeout' ? `${duration}: the function's timeout` : duration;
}

function memoryOf({ attempt }: Report): string | undefined {
  const { maxMemoryUsedMb, memorySizeMb } = attempt;
  return memorySizeMb === undefined
    ? undefined
    : `${maxMemoryUsedMb ?? '?'} of ${memorySizeMb} MB used`;
}

function describeSubsegment({ name, durationMs }: SubsegmentFacts): string {
  return `${name}, ${durationMs === undefined ? 'not ended' : `${Math.round(durationMs)} ms`}`;
}

function factList(facts: Record<string, unknown>): Html {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined && fact !== null);
  const rows = known.map(([name, fact]) => html`<dt>${name}</dt><dd>${show(fact)}</dd>\n`);
  return html`<dl>${rows}</dl>`;
}

/** An object is shown as lines of `key: value`. */
function show(value: unknown): string {
  if (isObject(value)) {
    const lines = Object.entries(value).map(([key, item]) => `${key}: ${inOneLine(item)}`);
    return lines.join('\n');
  }
  return inOneLine(value);
}

function inOneLine(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function linksOf({ links }: Report): Html {
  return html`<nav>
<a href="${links.log}">Log stream in CloudWatch</a>
${links.trace && html`<a href="${links.trace}">Trace in X-Ray</a>`}
<a href="${links.function}">Function in Lambda</a>
<a href="${links.marker}">First failure of this kind in S3</a>
<a href="report.json">report.json</a>
<a href="log-events.json">log-events.json</a>
<a href="request-trace.json">request-trace.json</a>
</nav>`;
}

/** A bar on the time line of the trace. */
interface Bar {
  entity: JsonObject;

  depth: number;

  /** Epoch seconds. What has not ended is drawn up to the end of its parent. */
  end: number;
}

/** A bar for each segment and subsegment. What failed is red, and marked in text too. */
function waterfall(segments: JsonObject[]): Html {
  if (segments.length === 0) {
    return html`<p>There is no trace.</p>`;
  }
  const bars = barsOf(segments);
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { entity, end } of bars) {
    first = Math.min(first, startOf(entity));
    last = Math.max(last, end);
  }
  const percentOf = (seconds: number) => Math.round((1e4 * seconds) / (last - first || 1)) / 100;

  const rows = bars.slice(0, MAX_ROWS).map((bar) => {
    const left = percentOf(startOf(bar.entity) - first);
    const width = percentOf(bar.end - startOf(bar.entity));
    return html`<div class="${rowClass('bar', isBad(bar.entity))}">
<span style="padding-left:${Math.min(bar.depth, 20)}rem">${labelOf(bar.entity)}</span>
<i style="margin-left:${left}%;width:${width}%"></i></div>`;
  });
  return html`${rows}${bars.length > MAX_ROWS && html`<p>${bars.length - MAX_ROWS} more</p>`}`;
}

/** Parents come before their children, and what began first comes first. */
function barsOf(segments: JsonObject[]): Bar[] {
  const bars: Bar[] = [];
  const rest = barsAt(segments, 0, 0).reverse();
  for (let bar = rest.pop(); bar !== undefined; bar = rest.pop()) {
    bars.push(bar);
    rest.push(...barsAt(asObjects(bar.entity.subsegments), bar.depth + 1, bar.end).reverse());
  }
  return bars;
}

function barsAt(entities: JsonObject[], depth: number, parentEnd: number): Bar[] {
  return entities
    .toSorted((a, b) => startOf(a) - startOf(b))
    .map((entity) => ({
      entity,
      depth,
      end: asNumber(entity.end_time) ?? Math.max(parentEnd, startOf(entity)),
    }));
}

function labelOf(entity: JsonObject): string {
  const end = asNumber(entity.end_time);
  const took = end === undefined ? 'not ended' : `${Math.round(1000 * (end - startOf(entity)))} ms`;
  const name = asString(entity.name) ?? 'unnamed';
  return `${isBad(entity) ? '✗ ' : ''}${name} ${asString(entity.origin) ?? ''} ${took}`;
}

function isBad(entity: JsonObject): boolean {
  const flags = [entity.error, entity.fault, entity.throttle];
  return flags.includes(true) || !hasEnded(entity);
}

function logTable({ records }: RequestLog): Html {
  const rows = records.slice(-MAX_ROWS).map(logRow);
  const more = records.length - rows.length;
  return html`${more > 0 && html`<p>${more} earlier records: see log-events.json.</p>`}${rows}`;
}

/** Time, level, and message. The rest of a record can be unfolded. */
function logRow(record: LogRecord): Html {
  const time = new Date(record.timestamp).toISOString().slice(11, 23);
  const level = record.source === 'text' ? 'text' : record.type || levelOf(record);
  const isFailure =
    record.isError || (record.type !== '' && (record.fields.status ?? 'success') !== 'success');
  const text = summaryOf(record);
  return html`<div class="${rowClass('record', isFailure)}"><span>${isFailure && '✗ '}${time}</span>
<span>${level}</span><div>${text}${unfoldable(record)}</div></div>
`;
}

function summaryOf(record: LogRecord): string {
  const text = textOf(record);
  if (text !== undefined) {
    return text.split('\n    at ')[0] ?? '';
  }
  const { message, status } = record.fields;
  if (record.source === 'lambda') {
    return inOneLine(status ?? '');
  }
  if (isObject(message)) {
    const { errorType, errorMessage } = message;
    const parts = [errorType, errorMessage, message.message].filter((part) => part !== undefined);
    return parts.map(inOneLine).join(': ');
  }
  return inOneLine(message);
}

function unfoldable(record: LogRecord): Html | undefined {
  if (record.source === 'text') {
    return undefined;
  }
  // The stack is shown once, at the end of the page.
  const content = JSON.stringify(
    record.fields,
    (key, value) => (key === 'stackTrace' || key === 'stack' ? undefined : value),
    2,
  );
  return html`<details><summary>all fields</summary><pre>${content}</pre></details>`;
}

function rowClass(name: string, isFailed: boolean): string {
  return isFailed ? `${name} bad` : name;
}

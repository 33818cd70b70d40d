/** report.html: a report for a person to read, in one file that loads nothing and runs nothing. */
import { isObject } from '../shared/json.ts';
import type { FailureClass } from './classify.ts';
import { type Html, html, inOneLine } from './html.ts';
import type { LoggedError } from './logged-error.ts';
import type { Report, SubsegmentFacts } from './report.ts';
import { logTable } from './report-log.ts';
import { STYLE } from './report-style.ts';
import { waterfall } from './report-waterfall.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestTrace } from './request-trace.ts';
import { ownFrames } from './stack.ts';

const TITLES: Record<FailureClass, string> = {
  thrown: 'The handler threw an error',
  timeout: 'Lambda ended the invocation at its timeout',
  'out-of-memory': 'The function ran out of memory',
  exit: 'The process ended',
  init: 'The initialization failed',
  logged: 'The function logged an error',
};

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
${framesOf(error, 3)}
${report.causes.map(causeOf)}
${factList(factsOf(report))}
${linksOf(report)}
<h2>Trace</h2>
${waterfall(trace.segments)}
<h2>Log</h2>
${logTable(log)}
${stacksOf(report)}
</body>
</html>
`;
  return page.markup;
}

/** The application's own part of a stack. The whole stack is at the end of the page. */
function framesOf({ stack }: LoggedError, max: number): Html | undefined {
  const frames = ownFrames(stack).slice(0, max);
  return frames.length > 0
    ? html`<pre>${frames.map((frame) => frame.trim()).join('\n')}</pre>`
    : undefined;
}

function causeOf(cause: LoggedError): Html {
  return html`<p>Caused by ${cause.type}: ${cause.message}</p>${framesOf(cause, 1)}`;
}

function stacksOf({ error, causes }: Report): Html | undefined {
  const stacks = [error, ...causes].map(({ stack }) => stack.join('\n'));
  const text = stacks.filter((stack) => stack !== '').join('\n\nCaused by ');
  return text === ''
    ? undefined
    : html`<details><summary>Whole stack</summary><pre>${text}</pre></details>`;
}

/** What a person wants to know first, by name. Undefined facts are not shown. */
function factsOf(report: Report): Record<string, unknown> {
  const { attempt, log, trace, failingSubsegment, slowestSubsegment } = report;
  const isSame = slowestSubsegment?.id === failingSubsegment?.id;
  return {
    When: `${attempt.startedAt}${attempt.coldStart ? ', cold start' : ''}`,
    'Failed in': failingSubsegment && describeSubsegment(failingSubsegment),
    Duration: durationOf(report),
    Memory: memoryOf(report),
    Event: report.event,
    Annotations: Object.keys(report.annotations).length > 0 ? report.annotations : undefined,
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

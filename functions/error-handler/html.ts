/** report.html: a report for a person to read, in one file that loads nothing and runs nothing. */
import { asNumber, asObjects, asString, type JsonObject } from '../shared/json.ts';
import type { StreamEvent } from './log.ts';
import { isError, isReport, readRecord } from './records.ts';
import type { Evidence, Report } from './report.ts';

const STYLE = `
  :root { color-scheme: light dark; --bad: light-dark(#b3261e, #ff8a80); --line: #8888; --bar: light-dark(#3b6fb6, #8ab4f8) }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
  h1 { margin: 0 } h1, .bad { color: var(--bad) } h2 { border-bottom: 1px solid var(--line); break-after: avoid }
  pre, td, text { font: 13px/1.5 ui-monospace, monospace } pre, td, h1 { white-space: pre-wrap; overflow-wrap: anywhere }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0; overflow-wrap: anywhere }
  td { vertical-align: top; padding: 0 0.5rem; border-bottom: 1px solid var(--line) } tr { break-inside: avoid }
  svg { width: 100% } text { fill: currentColor } rect { fill: var(--bar) } .bad rect { fill: var(--bad) }`;

/** Everything that comes from outside passes here: a log may say anything. */
function safe(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return (text ?? '').replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function renderHtml(report: Report, { log, trace }: Evidence): string {
  const { error, links, attempts, failingSubsegment: failing, slowestSubsegment: slowest } = report;
  const last = attempts.at(-1);
  const facts = {
    Function: report.functionName,
    Request: report.requestId,
    Time: last?.startedAt,
    Duration: `${last?.durationMs} ms${last?.timeoutMs ? ', the timeout' : ''}${last?.coldStart ? ', cold start' : ''}`,
    Memory: `${last?.maxMemoryUsedMb} MB used of ${last?.memorySizeMb} MB`,
    Attempts: attempts.map(({ kind, startedAt }) => `${startedAt} ${kind}`).join('\n'),
    'Failing subsegment': failing && `${failing.name}, ${failing.durationMs} ms`,
    'Slowest subsegment': slowest && `${slowest.name}, ${slowest.durationMs} ms`,
    Log: [report.log.outcome, report.log.reason].join(' '),
    Trace: [report.trace.outcome, report.trace.reason].join(' '),
  };
  const terms = Object.entries(facts).map(([name, fact]) => `<dt>${name}</dt><dd>${safe(fact ?? '–')}</dd>`);
  const causes = error.causes.flatMap(({ type, message, stack }) => [
    `Caused by ${type}: ${message}`,
    ...stack.slice(1),
  ]);
  const pages = Object.entries(links).flatMap(([name, url]) =>
    url ? `<a href="${safe(url)}">${name} in the console</a>` : [],
  );
  const files = ['report', 'log-events', 'request-trace'].map((name) => `<a href="${name}.json">${name}.json</a>`);
  const entities = trace.segments.flatMap((segment) => withDepth(segment, 0));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(`${error.type}: ${error.message}`)}</title><style>${STYLE}</style></head><body>
<p>${safe(report.kind)}</p><h1>${safe(error.type)}</h1><p class="bad">${safe(error.message)}</p>
<pre>${safe([...error.stack.slice(1), ...causes].join('\n'))}</pre>
<dl>${terms.join('')}</dl><p>${[...pages, ...files].join(' · ')}</p>
<h2>Trace</h2>${waterfall(entities)}
<h2>Log</h2><table>${log.events.map((event) => logRow(event)).join('\n')}</table>
<h2>Annotations and metadata</h2>${entities.map(notes).join('\n')}</body></html>
`;
}

interface Row {
  entity: JsonObject;
  depth: number;
  from: number;
  until: number;
}

function withDepth(entity: JsonObject, depth: number): Row[] {
  const from = asNumber(entity.start_time) ?? 0;
  const row = { entity, depth, from, until: asNumber(entity.end_time) ?? from };
  return [row, ...asObjects(entity.subsegments).flatMap((child) => withDepth(child, depth + 1))];
}

/** A bar for each segment and subsegment, in a picture 1000 wide; what failed is red, and marked ✗. */
function waterfall(entities: Row[]): string {
  const rows = entities.toSorted((a, b) => a.from - b.from);
  const start = Math.min(...rows.map(({ from }) => from));
  const scale = 600 / (Math.max(...rows.map(({ until }) => until)) - start || 1);
  const bars = rows.map(({ entity, depth, from, until }, index) => {
    const isBad = entity.error === true || entity.fault === true || entity.throttle === true;
    const name = `${isBad ? '✗ ' : ''}${asString(entity.name)} ${Math.round((until - from) * 1000)} ms`;
    const bar = `<rect x="${400 + (from - start) * scale}" y="${index * 20 + 4}" width="${Math.max(2, (until - from) * scale)}" height="12"/>`;
    return `<g class="${isBad ? 'bad' : ''}"><text x="${depth * 16}" y="${index * 20 + 14}">${safe(name)}</text>${bar}</g>`;
  });
  return `<svg viewBox="0 0 1000 ${rows.length * 20}" role="img" aria-label="What the request did, and when">${bars.join('\n')}</svg>`;
}

function logRow(event: StreamEvent): string {
  const record = readRecord(event);
  const { level, type, fields } = record;
  const isBad = isError(record) || (level ?? type) === undefined || (isReport(record) && fields.status !== 'success');
  const cells = [
    isBad ? '✗' : '',
    new Date(event.timestamp).toISOString().slice(11, 23),
    level ?? type,
    fields.message ?? fields.text ?? fields,
  ];
  return `<tr class="${isBad ? 'bad' : ''}">${cells.map((cell) => `<td>${safe(cell)}</td>`).join('')}</tr>`;
}

function notes({ entity: { name, annotations, metadata } }: Row): string {
  return annotations || metadata ? `<h3>${safe(name)}</h3><pre>${safe({ annotations, metadata })}</pre>` : '';
}

/** report.html: a report for a person to read, in one file that loads nothing and runs nothing. */
import { asNumber, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { ownFrames } from './attempts.ts';
import type { LogEvent } from './envelope.ts';
import { isError, isReport, readRecord } from './records.ts';
import type { Evidence, Report } from './report.ts';

const STYLE = `:root { color-scheme: light dark; --bad: light-dark(#b3261e, #ff8a80); --bar: light-dark(#3b6fb6, #8ab4f8) }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
  h1 { margin: 0; overflow-wrap: anywhere } h1, .bad { color: var(--bad) } h2 { break-after: avoid }
  pre, td, text { font: 13px/1.5 ui-monospace, monospace } pre, td, dd { white-space: pre-wrap; overflow-wrap: anywhere }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem } dd { margin: 0 } tr { break-inside: avoid }
  td { vertical-align: top; padding: 0 0.5rem; border-top: 1px solid #8888 } td:not(:last-child) { white-space: nowrap }
  svg { width: 100% } text { fill: currentColor } rect { fill: var(--bar) } .bad rect { fill: var(--bad) }`;
/** Everything that comes from outside passes here: a log may say anything. */
const safe = (value: unknown): string => textOf(value).replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '–');

export function renderHtml(report: Report, { log, trace }: Evidence): string {
  const { error, attempts, failingSubsegment: failing, slowestSubsegment: slowest } = report;
  const { durationMs, timeoutMs, coldStart, maxMemoryUsedMb, memorySizeMb } = attempts.at(-1) ?? {};
  const facts = {
    Function: report.functionName,
    Request: report.requestId,
    Attempts: attempts.map(({ kind, startedAt }) => `${startedAt} ${kind}`).join('\n'),
    Duration: `${durationMs ?? '?'} ms${timeoutMs ? ', the timeout' : ''}${coldStart ? ', cold start' : ''}`,
    Memory: `${maxMemoryUsedMb ?? '?'} MB used of ${memorySizeMb ?? '?'} MB`,
    'Failing subsegment': failing && `${failing.name ?? '?'}, ${failing.durationMs} ms`,
    'Slowest subsegment': slowest && `${slowest.name ?? '?'}, ${slowest.durationMs} ms`,
    Log: `${report.log.outcome} ${report.log.reason ?? ''}`,
    Trace: `${report.trace.outcome} ${report.trace.reason ?? ''}`,
  };
  const terms = Object.entries(facts).map(([name, fact]) => `<dt>${name}</dt><dd>${safe(fact)}</dd>`);
  const causes = error.causes.map((cause) => [`Caused by ${cause.type}: ${cause.message}`, ...ownFrames(cause.stack)]);
  const links = Object.entries(report.links).map(([name, url]) => url && `<a href="${safe(url)}">${name}</a>`);
  const rows = trace.segments.flatMap((segment) => rowsOf(segment, 0));
  const noted = rows.map(({ entity }) => entity).filter(({ annotations, metadata }) => annotations || metadata);
  const notes = noted.map((each) => `<h3>${safe(each.name)}</h3><pre>${safe([each.annotations, each.metadata])}</pre>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(`${error.type}: ${error.message}`)}</title><style>${STYLE}</style></head><body>
<p>${safe(report.kind)}</p><h1>${safe(error.type)}</h1><p class="bad">${safe(error.message)}</p>
<pre>${safe([...ownFrames(error.stack), ...causes.flat()].join('\n'))}</pre>
<dl>${terms.join('')}</dl><p>In the console: ${links.join(' ')}. The whole <a href="report.json">report</a>,
<a href="log-events.json">log</a> and <a href="request-trace.json">trace</a>.</p>
<h2>Trace</h2>${waterfall(rows.sort((a, b) => a.from - b.from))}
<h2>Log</h2><table>${log.events.map(logRow).join('\n')}</table>
<h2>Annotations and metadata</h2>${notes.join('\n')}</body></html>
`;
}

type Row = { entity: JsonObject; depth: number; from: number; until: number };
function rowsOf(entity: JsonObject, depth: number): Row[] {
  const from = asNumber(entity.start_time) ?? 0;
  const row = { entity, depth, from, until: asNumber(entity.end_time) ?? from };
  return [row, ...asObjects(entity.subsegments).flatMap((child) => rowsOf(child, depth + 1))];
}

/** A bar for each segment and subsegment, in a picture 1000 wide; what failed is red, and marked ✗. */
function waterfall(rows: Row[]): string {
  const start = rows[0]?.from ?? 0;
  const scale = 600 / (Math.max(...rows.map(({ until }) => until)) - start || 1);
  const bars = rows.map(({ entity, depth, from, until }, index) => {
    const isBad = entity.error === true || entity.fault === true || entity.throttle === true;
    const label = `${isBad ? '✗ ' : ''}${asString(entity.name) ?? '?'} ${Math.round((until - from) * 1000)} ms`;
    const [x, width] = [400 + (from - start) * scale, Math.max(2, (until - from) * scale)];
    return `<g class="${isBad ? 'bad' : ''}"><text x="${depth * 16}" y="${index * 20 + 14}">${safe(label)}</text>
<rect x="${x}" y="${index * 20 + 4}" width="${width}" height="12"/></g>`;
  });
  return `<svg viewBox="0 0 1000 ${rows.length * 20}" role="img" aria-label="What took how long">${bars.join('')}</svg>`;
}

function logRow(event: LogEvent): string {
  const record = readRecord(event);
  const { level, type = level, fields } = record;
  const isBad = isError(record) || type === undefined || (isReport(record) && fields.status !== 'success');
  const time = new Date(event.timestamp).toISOString().slice(11, 23);
  const cells = [isBad ? '✗' : '', time, type ?? 'text', fields.message ?? fields.text ?? fields].map(safe);
  return `<tr class="${isBad ? 'bad' : ''}"><td>${cells.join('</td><td>')}</td></tr>`;
}

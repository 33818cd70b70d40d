/** report.html: a report for a person to read, in one file that loads nothing and runs nothing. */
import { asNumber, asObject, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { ownFrames } from './attempts.ts';
import type { LogEvent } from './envelope.ts';
import { isError, isReport, readRecord } from './records.ts';
import type { Evidence, Report } from './report.ts';
import { byStart, startOf, withSubsegments } from './trace.ts';

const STYLE = `:root { color-scheme: light dark; --bad: light-dark(#b3261e, #ff8a80); --bar: light-dark(#3b6fb6, #8ab4f8) }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
  h1, dl, dd, .row pre { margin: 0 } h1, .bad { color: var(--bad) } h2, h3 { margin: 1rem 0 0; break-after: avoid }
  h1, .bad, pre, dd, .row { white-space: pre-wrap; overflow-wrap: anywhere } pre, .row { font: 13px/1.5 ui-monospace, monospace }
  dl, .row { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem }
  .row { grid-template-columns: 15rem 1fr; border-top: 1px solid #8886; break-inside: avoid }
  .bar { grid-template-columns: 2fr 3fr; align-items: center } @media (max-width: 45rem) { .row { grid-template-columns: 100% } }
  i { height: 0.8rem; min-width: 2px; background: var(--bar); print-color-adjust: exact } .bad i { background: var(--bad) }`;
/** Everything that comes from outside passes here: a log may say anything. */
const safe = (value: unknown): string => textOf(value).replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '–'));

export function renderHtml(report: Report, { log, trace }: Evidence): string {
  const { error, attempts, failingSubsegment: failing, slowestSubsegment: slowest } = report;
  const last = attempts.findLast(({ kind }) => kind === report.kind);
  const facts = {
    Request: report.requestId,
    Attempts: attempts.map(({ kind, startedAt }) => `${startedAt} ${kind}`).join('\n'),
    Duration: `${last?.durationMs ?? '?'} ms${last?.timeoutMs ? ', the timeout' : ''}${last?.coldStart ? ', cold start' : ''}`,
    Memory: `${last?.maxMemoryUsedMb ?? '?'} MB used of ${last?.memorySizeMb ?? '?'} MB`,
    'Failing subsegment': failing && `${failing.name ?? '?'}, ${tookOf(failing.durationMs)}`,
    'Slowest subsegment': slowest && `${slowest.name ?? '?'}, ${tookOf(slowest.durationMs)}`,
    Log: `${report.log.outcome} ${report.log.reason ?? ''}${report.log.omitted ? `, ${report.log.omitted} records left out` : ''}`,
    Trace: `${report.trace.outcome} ${report.trace.reason ?? ''}`,
  };
  const causes = error.causes.map((cause) => [`Caused by ${cause.type}: ${cause.message}`, ...ownFrames(cause.stack)]);
  const links = Object.entries(report.links).map(([name, url]) => url && `<a href="${safe(url)}">${name}</a>`);
  const noted = trace.segments.flatMap(withSubsegments).filter((each) => each.annotations ?? each.metadata);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><base target="_blank"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${safe(`${error.type}: ${error.message}`)}</title><style>${STYLE}</style></head><body>
<p>${safe(report.functionName)}, ${safe(report.kind)}</p><h1>${safe(error.type)}</h1><p class="bad">${safe(error.message)}</p>
<pre>${safe([...ownFrames(error.stack), ...causes.flat()].join('\n'))}</pre>${list(facts)}
<p>In the AWS console: ${links.join(' ')}. The whole <a href="report.json">report</a>,
<a href="log-events.json">log</a> and <a href="request-trace.json">trace</a>.</p>
<h2>Trace</h2>${waterfall(trace.segments)}<h2>Log</h2>${log.events.map(logRow).join('\n')}<h2>Annotations and metadata</h2>
${noted.map((each) => `<h3>${safe(each.name)}</h3>${list(asObject(each.annotations))}${list(asObject(each.metadata))}`).join('')}
</body></html>
`;
}
const list = (facts: object): string => `<dl>${Object.entries(facts).map(pair).join('')}</dl>`;
const pair = ([name, fact]: [string, unknown]): string => `<dt>${safe(name)}</dt><dd>${safe(fact)}</dd>`;
const tookOf = (ms: number | undefined): string => (ms === undefined ? 'never ended' : `${Math.round(ms)} ms`);
/** A bar for each segment and subsegment; what failed is red, and marked. What never ended does not outlast its parent. */
function waterfall(segments: JsonObject[]): string {
  const all = segments.flatMap(withSubsegments);
  const first = Math.min(...all.map(startOf));
  const last = Math.max(...all.map((each) => asNumber(each.end_time) ?? startOf(each)));
  const percent = (seconds: number) => Math.round((seconds / (last - first || 1)) * 10_000) / 100;
  const barsOf = (entity: JsonObject, depth: number, latest: number): string[] => {
    const [from, end] = [startOf(entity), asNumber(entity.end_time)];
    const until = end ?? Math.max(from, latest);
    const isBad = [entity.error, entity.fault, entity.throttle, end === undefined].includes(true);
    const took = tookOf(end && (until - from) * 1000);
    const label = `${isBad ? '✗ ' : ''}${asString(entity.name) ?? '?'} ${asString(entity.origin) ?? ''} ${took}`;
    const bar = `<div class="row bar${isBad ? ' bad' : ''}"><span style="padding-left:${depth}rem">${safe(label)}</span>
<i style="margin-left:${percent(from - first)}%;width:${percent(until - from)}%"></i></div>`;
    const children = asObjects(entity.subsegments).sort(byStart);
    return [bar, ...children.flatMap((child) => barsOf(child, depth + 1, until))];
  };
  const roots = segments.toSorted(byStart);
  return roots.flatMap((root) => barsOf(root, 0, last)).join('\n');
}
function logRow(event: LogEvent): string {
  const record = readRecord(event);
  const { level, type = level ?? 'text', fields } = record;
  const isBad = isError(record) || type === 'text' || (isReport(record) && fields.status !== 'success');
  const head = `${isBad ? '✗' : ' '} ${new Date(event.timestamp).toISOString().slice(11, 23)} ${type}`;
  const said = fields.message ?? fields.text ?? fields;
  const text = isError(record) && typeof said !== 'string' ? JSON.stringify(said, undefined, 2) : said;
  return `<div class="row${isBad ? ' bad' : ''}"><pre>${safe(head)}</pre><pre>${safe(text)}</pre></div>`;
}

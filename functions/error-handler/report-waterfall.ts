/** The trace in report.html: a bar for each segment and subsegment. */
import { asNumber, asObjects, asString, type JsonObject } from '../shared/json.ts';
import { type Html, html } from './html.ts';
import { hasEnded, startOf } from './segments.ts';

const MAX_BARS = 1000;

/** A bar on the time line of the trace. */
interface Bar {
  entity: JsonObject;

  depth: number;

  /** Epoch seconds. What has not ended is drawn up to the end of its parent. */
  end: number;
}

/** What failed is red, and marked in text too. */
export function waterfall(segments: JsonObject[]): Html {
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

  const rows = bars.slice(0, MAX_BARS).map((bar) => {
    const left = percentOf(startOf(bar.entity) - first);
    const width = percentOf(bar.end - startOf(bar.entity));
    return html`<div class="bar${isBad(bar.entity) && ' bad'}">
<span style="padding-left:${Math.min(bar.depth, 20)}rem">${labelOf(bar.entity)}</span>
<i style="margin-left:${left}%;width:${width}%"></i></div>`;
  });
  return html`${rows}${bars.length > MAX_BARS && html`<p>${bars.length - MAX_BARS} more</p>`}`;
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

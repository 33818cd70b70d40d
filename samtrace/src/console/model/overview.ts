import { isFailing, type Status } from './status.ts';
import { barIn, type Row, type Window } from './waterfall.ts';

const MARGIN = 2;
const HIGHEST_LANE = 4;
/** A thinner bar would be invisible. */
const LOWEST_BAR = 1;
const NARROWEST_BAR = 1.5;

/**
 * All rows as bars in a strip, with one path for each status, because thousands of elements would be slow. If there are more
 * rows than lanes, they share the lanes in their order. Failed rows are drawn last, above the others.
 */
export function overviewPaths(
  rows: readonly Row[],
  whole: Window,
  size: { readonly width: number; readonly height: number },
): { status: Status; path: string }[] {
  const paths = new Map<Status, string>();
  const room = size.height - 2 * MARGIN;
  const lanes = Math.min(rows.length, Math.floor(room / LOWEST_BAR));
  const lane = Math.min(HIGHEST_LANE, room / Math.max(1, lanes));
  const height = Math.max(LOWEST_BAR, lane * 0.7);
  for (const [i, { entity, link }] of rows.entries()) {
    if (link !== undefined) continue;
    const bar = barIn(whole, entity, whole.endMs);
    if (!bar) continue;
    const x = (bar.left * size.width).toFixed(1);
    const y = (MARGIN + Math.floor((i * lanes) / rows.length) * lane).toFixed(2);
    const width = Math.max(NARROWEST_BAR, bar.width * size.width).toFixed(1);
    const path = `M${x},${y}h${width}v${height.toFixed(2)}h-${width}z`;
    paths.set(entity.status, (paths.get(entity.status) ?? '') + path);
  }
  return [...paths]
    .map(([status, path]) => ({ status, path }))
    .sort((a, b) => Number(isFailing(a.status)) - Number(isFailing(b.status)));
}

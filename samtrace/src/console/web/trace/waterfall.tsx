// biome-ignore-all lint/a11y/useSemanticElements: only the visible rows are drawn, which a table element does not allow
import { useEffect } from 'preact/hooks';
import type { LinkedTrace } from '../../model/linked-traces.ts';
import type { Trace } from '../../model/trace.ts';
import type { Entity } from '../../model/trace-document.ts';
import { type Row, type Tick, ticks, type Window, zoom } from '../../model/waterfall.ts';
import { useKeys } from '../lib/keys.ts';
import { useSize } from '../lib/use-size.ts';
import { useVirtualRows } from '../lib/use-virtual-rows.ts';
import { Cursor } from './cursor.tsx';
import { TimeAxis } from './time-axis.tsx';
import { WaterfallRow } from './waterfall-row.tsx';

const ROW_HEIGHT = 28;
/** The distance of the times, and the approximate share of the timeline in the width of the waterfall. */
const PIXELS_A_TICK = 80;
const TIMELINE_SHARE = 0.5;

export interface WaterfallProps {
  trace: Trace;
  rows: readonly Row[];
  selectedId: string | undefined;
  /** Absent for a trace from a file: the linked traces are not here then. */
  onFollow?: ((link: LinkedTrace) => void) | undefined;
  /** The part of the trace that the timeline shows. */
  window: Window;
  whole: Window;
  onZoom: (window: Window | undefined) => void;
  onSelect: (rowId: string) => void;
  onToggle: (entity: Entity, collapse: boolean) => void;
}

/** The tree of segments and subsegments on the left, and their timeline on the right. Only the visible rows are drawn. */
export function Waterfall(props: WaterfallProps) {
  const { trace, rows, selectedId, window, whole, onFollow, onZoom, onSelect, onToggle } = props;
  const { scroller, first, end, totalHeight, scrollTo } = useVirtualRows<HTMLDivElement>(rows.length, ROW_HEIGHT);
  const selectedIndex = rows.findIndex((row) => row.id === selectedId);
  useEffect(() => {
    if (selectedIndex !== -1) scrollTo(selectedIndex);
  }, [selectedId, scrollTo]);
  useKeys({
    '+': () => onZoom(zoom(window, whole, 0.5, 0.5)),
    '-': () => onZoom(zoom(window, whole, 2, 0.5)),
    '0': () => onZoom(undefined),
  });
  const width = useSize(scroller)?.width ?? 0;
  const marks = ticks(window, trace.startMs, (width * TIMELINE_SHARE) / PIXELS_A_TICK);
  const onKeyDown = arrowKeys(props, selectedIndex);

  return (
    <section class="waterfall" aria-label="Timeline">
      <TimeAxis rows={rows} window={window} whole={whole} marks={marks} onZoom={onZoom} />
      <div
        class="waterfall-rows scroller"
        ref={scroller}
        role="treegrid"
        aria-label="Segments and subsegments"
        aria-rowcount={rows.length}
        tabIndex={0}
        onKeyDown={onKeyDown}
        aria-activedescendant={selectedIndex >= first && selectedIndex < end ? `row-${selectedIndex}` : undefined}
      >
        <div class="waterfall-space" role="rowgroup" style={{ height: `${totalHeight}px` }}>
          <GridLines marks={marks} />
          {rows.slice(first, end).map((row, i) => (
            <WaterfallRow
              // The element of a row that scrolls out of view is reused for a row that scrolls into view, which is much faster.
              key={(first + i) % (end - first)}
              row={row}
              index={first + i}
              top={(first + i) * ROW_HEIGHT}
              window={window}
              endMs={whole.endMs}
              isSelected={row.id === selectedId}
              canFollow={onFollow !== undefined}
              onSelect={onSelect}
              onToggle={onToggle}
            />
          ))}
        </div>
      </div>
      <Cursor window={window} />
    </section>
  );
}

/** Vertical lines at the times of the axis, through all rows. */
function GridLines({ marks }: { marks: readonly Tick[] }) {
  return (
    <div class="grid-lines" aria-hidden="true">
      {marks.map(({ ms, share }) => (
        <span key={ms} style={{ left: `${share * 100}%` }} />
      ))}
    </div>
  );
}

/**
 * The keys of a tree: up and down move, right expands or moves to the first child, left collapses or moves to the parent, and
 * Enter follows the link of a row.
 */
function arrowKeys({ rows, onFollow, onSelect, onToggle }: WaterfallProps, index: number) {
  return (event: KeyboardEvent) => {
    const row = rows[index];
    if (!row) return;
    const { entity, link } = row;
    const moveTo = (target: Row | undefined) => target && onSelect(target.id);
    const actions: Record<string, () => void> = {
      ArrowDown: () => moveTo(rows[index + 1]),
      ArrowUp: () => moveTo(rows[index - 1]),
      Home: () => moveTo(rows[0]),
      End: () => moveTo(rows.at(-1)),
      ArrowRight: () => {
        if (row.isCollapsed) onToggle(entity, false);
        else if (row.isFoldable) moveTo(rows[index + 1]);
      },
      ArrowLeft: () => {
        if (row.isFoldable && !row.isCollapsed) onToggle(entity, true);
        else moveTo(rows.slice(0, index).findLast((above) => above.depth < row.depth));
      },
      ...(link && onFollow && { Enter: () => onFollow(link) }),
    };
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

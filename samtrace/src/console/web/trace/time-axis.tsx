import { useMemo, useRef, useState } from 'preact/hooks';
import { duration } from '../../model/format.ts';
import { overviewPaths } from '../../model/overview.ts';
import { between, type Row, type Tick, tickTexts, type Window } from '../../model/waterfall.ts';
import { useSize } from '../lib/use-size.ts';
import { Icon } from '../parts/icon.tsx';

/** A drag shorter than this share of the width is a click. */
const SHORTEST_DRAG = 0.005;
const OVERVIEW = { width: 1000, height: 40 };

interface TimeAxisProps {
  rows: readonly Row[];
  window: Window;
  whole: Window;
  marks: readonly Tick[];
  onZoom: (window: Window | undefined) => void;
}

/** An overview of the complete trace, in which a drag selects the visible part, and the times of the timeline. */
export function TimeAxis({ rows, window, whole, marks, onZoom }: TimeAxisProps) {
  const axis = useRef<HTMLDivElement>(null);
  const texts = tickTexts(marks, useSize(axis)?.width ?? 0);
  const isZoomed = window.startMs > whole.startMs || window.endMs < whole.endMs;
  return (
    <div class="time-axis">
      <div class="axis-name">
        <span>Segments</span>
        {isZoomed ? (
          <button type="button" class="chip" onClick={() => onZoom(undefined)} title="Show the whole trace (0)">
            {duration(window.endMs - window.startMs)} shown
            <Icon name="close" />
          </button>
        ) : (
          <span class="quiet axis-hint">drag to zoom</span>
        )}
      </div>
      <div class="axis-duration">Duration</div>
      <div class="axis-time">
        <Overview rows={rows} window={window} whole={whole} onZoom={onZoom} />
        <div class="ticks" ref={axis} aria-hidden="true">
          {marks.map(({ ms, share }, i) => (
            <span key={ms} class={texts[i] === 'before' ? 'tick last' : 'tick'} style={{ left: `${share * 100}%` }}>
              {texts[i] === 'none' ? '' : duration(ms)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function Overview({ rows, window, whole, onZoom }: Omit<TimeAxisProps, 'marks'>) {
  const place = useRef<SVGSVGElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>(undefined);
  const paths = useMemo(() => overviewPaths(rows, whole, OVERVIEW), [rows, whole.endMs]);
  const span = whole.endMs - whole.startMs;
  const shareAt = (event: PointerEvent) => {
    const bounds = place.current?.getBoundingClientRect();
    return bounds ? Math.min(1, Math.max(0, (event.clientX - bounds.x) / bounds.width)) : 0;
  };
  const shown = drag
    ? { from: Math.min(drag.from, drag.to), to: Math.max(drag.from, drag.to) }
    : { from: (window.startMs - whole.startMs) / span, to: (window.endMs - whole.startMs) / span };

  return (
    <svg
      ref={place}
      class="overview"
      viewBox={`0 0 ${OVERVIEW.width} ${OVERVIEW.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onPointerDown={(event) => {
        place.current?.setPointerCapture(event.pointerId);
        setDrag({ from: shareAt(event), to: shareAt(event) });
      }}
      onPointerMove={(event) => drag && setDrag({ ...drag, to: shareAt(event) })}
      onPointerUp={() => {
        if (drag && Math.abs(drag.to - drag.from) > SHORTEST_DRAG) {
          onZoom(between(whole, whole.startMs + drag.from * span, whole.startMs + drag.to * span));
        }
        setDrag(undefined);
      }}
      onDblClick={() => onZoom(undefined)}
    >
      {paths.map(({ status, path }) => (
        <path key={status} class={`overview-${status}`} d={path} />
      ))}
      <rect class="overview-out" width={shown.from * OVERVIEW.width} height={OVERVIEW.height} />
      <rect
        class="overview-out"
        x={shown.to * OVERVIEW.width}
        width={(1 - shown.to) * OVERVIEW.width}
        height={OVERVIEW.height}
      />
    </svg>
  );
}

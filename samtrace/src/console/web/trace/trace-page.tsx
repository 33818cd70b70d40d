import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { failureOf } from '../../model/failure.ts';
import type { LinkedTrace } from '../../model/linked-traces.ts';
import { isFailing } from '../../model/status.ts';
import { entitiesOf, type Trace } from '../../model/trace.ts';
import type { Entity } from '../../model/trace-document.ts';
import { type TraceView, windowOfView, zoomOf } from '../../model/trace-view.ts';
import { waterfallRows, wholeTrace } from '../../model/waterfall.ts';
import { useKeys } from '../lib/keys.ts';
import { go } from '../lib/page-state.ts';
import { EntityPanel } from './entity-panel.tsx';
import { LinkPanel } from './link-panel.tsx';
import { placeOf } from './linked-place.ts';
import { TraceHead } from './trace-head.tsx';
import { Waterfall } from './waterfall.tsx';

/**
 * A trace: the waterfall, a panel for the selected entity, and the log below. By default, the failed entity is selected, or else
 * the root, so that a failed trace opens with its exception.
 */
export function TracePage({
  trace,
  view,
  onView,
  nowMs,
  objects,
  log,
}: {
  trace: Trace;
  view: TraceView;
  /** Called with the changes. */
  onView: (change: TraceView) => void;
  /** The current time, for a trace that may be in progress. */
  nowMs?: number;
  objects?: ComponentChildren;
  log?: ComponentChildren;
}) {
  const folded = view.folded?.join('\n');
  const collapsed = useMemo(() => new Set(view.folded), [folded]);
  const rows = useMemo(() => waterfallRows(trace, collapsed), [trace, collapsed]);
  const failure = useMemo(() => failureOf(trace), [trace]);
  const linkRow = rows.find(({ id, link }) => link !== undefined && id === view.entityId);
  const selected =
    linkRow?.entity ?? trace.byId.get(view.entityId ?? '') ?? trace.byId.get(failure?.entityId ?? '') ?? trace.roots[0];
  const selectedId = linkRow?.id ?? selected?.id;
  const isStored = log !== undefined;
  const whole = wholeTrace(trace, nowMs);

  const toggle = (entity: Entity, collapse: boolean) => {
    const next = new Set(collapsed);
    if (collapse) next.add(entity.id);
    else next.delete(entity.id);
    onView({ folded: [...next] });
  };
  const reveal = (entity: Entity) => {
    const next = new Set(collapsed);
    for (let at = parentOf(entity, trace); at; at = parentOf(at, trace)) next.delete(at.id);
    onView({ entityId: entity.id, folded: [...next] });
  };
  const select = (entityId: string) => onView({ entityId });
  const step = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.id === selectedId);
    const next = rows[at + by];
    if (next) select(next.id);
  };
  const stepToFailure = (by: 1 | -1) => {
    const next = nextFailure(trace, selected, by);
    if (next) reveal(next);
  };
  const follow = isStored ? (link: LinkedTrace) => go({ place: placeOf(link) }) : undefined;
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    n: () => stepToFailure(1),
    p: () => stepToFailure(-1),
    // On a button or a link, Enter belongs to that.
    Enter: () => {
      const link = document.activeElement === document.body ? linkRow?.link : undefined;
      return link && follow ? follow(link) : false;
    },
  });

  return (
    <div class="trace-page">
      <TraceHead
        trace={trace}
        durationMs={whole.endMs - whole.startMs}
        failure={failure}
        objects={objects}
        isStored={isStored}
        onShow={reveal}
      />
      <div class="trace-main">
        <Waterfall
          trace={trace}
          rows={rows}
          selectedId={selectedId}
          onFollow={follow}
          window={windowOfView(view, whole) ?? whole}
          whole={whole}
          onZoom={(window) => onView({ zoom: zoomOf(window, whole) })}
          onSelect={select}
          onToggle={toggle}
        />
        {log}
      </div>
      {linkRow?.link && <LinkPanel row={linkRow} link={linkRow.link} isStored={isStored} />}
      {selected && !linkRow && <EntityPanel key={selected.id} entity={selected} trace={trace} onSelect={select} />}
    </div>
  );
}

function parentOf(entity: Entity, trace: Trace): Entity | undefined {
  return trace.roots.includes(entity) ? undefined : trace.byId.get(entity.parentId ?? '');
}

/** The next or previous failed entity in reading order. It continues at the other end. */
function nextFailure(trace: Trace, from: Entity | undefined, by: 1 | -1): Entity | undefined {
  const inOrder = [...entitiesOf(trace.roots)];
  const start = from ? inOrder.indexOf(from) : -1;
  for (let i = 1; i <= inOrder.length; i += 1) {
    const candidate = inOrder[(start + by * i + inOrder.length * 2) % inOrder.length];
    if (candidate && isFailing(candidate.status)) return candidate;
  }
  return undefined;
}

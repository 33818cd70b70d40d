// biome-ignore-all lint/a11y/useSemanticElements: only the visible rows are drawn, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the treegrid has the focus and names the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the treegrid handles the keys
// biome-ignore-all lint/a11y/noStaticElementInteractions: an element for the mouse; the treegrid handles the keys
import { isJsonObject } from '../../../aws/json.ts';
import { duration } from '../../model/format.ts';
import { PHASE_MEANINGS } from '../../model/lambda-phase.ts';
import { type LinkedTrace, roleName } from '../../model/linked-traces.ts';
import { nodeKind } from '../../model/node-kind.ts';
import type { Entity } from '../../model/trace-document.ts';
import { barIn, type Row, type Window, waitOf } from '../../model/waterfall.ts';
import { Icon } from '../parts/icon.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { placeOf } from './linked-place.ts';

export function WaterfallRow({
  row,
  index,
  top,
  window,
  endMs,
  isSelected,
  canFollow,
  onSelect,
  onToggle,
}: {
  row: Row;
  index: number;
  top: number;
  window: Window;
  endMs: number;
  isSelected: boolean;
  canFollow: boolean;
  onSelect: (rowId: string) => void;
  onToggle: (entity: Entity, collapse: boolean) => void;
}) {
  const { entity, link, phase, isFoldable } = row;
  const isSegment = entity.isSegment && link === undefined;
  const kinds = [
    isSelected && 'selected',
    isSegment && 'segment',
    link === undefined && entity.inferred && 'inferred',
    link !== undefined && 'link',
    phase && `phase-${phase}`,
  ];
  return (
    <div
      id={`row-${index}`}
      class={['wf-row', ...kinds].filter(Boolean).join(' ')}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      aria-expanded={isFoldable ? !row.isCollapsed : undefined}
      style={{ top: `${top}px` }}
      // A click on the link of the row has left the page.
      onClick={(event) => event.defaultPrevented || onSelect(row.id)}
    >
      <div class="wf-name" role="gridcell">
        <span class="wf-indent" style={{ '--depth': row.depth }} />
        {isFoldable ? (
          <span
            class="wf-fold"
            onClick={(event) => {
              event.stopPropagation();
              onToggle(entity, !row.isCollapsed);
            }}
          >
            <Icon name="chevron" class={row.isCollapsed ? '' : 'turned'} />
          </span>
        ) : (
          <span class="wf-fold" />
        )}
        {isSegment && <Icon name={nodeKind(entity.origin ?? '')} class="wf-kind" />}
        {phase && <Icon name={phase} class="wf-kind" />}
        {link ? (
          <LinkLabel link={link} canFollow={canFollow} />
        ) : (
          <span class="wf-label">
            <span class="wf-text" title={phase ? `${entity.name}: ${PHASE_MEANINGS[phase]}` : entity.name}>
              {entity.name}
            </span>
            <span class="wf-more">{moreAbout(entity)}</span>
          </span>
        )}
        {row.hiddenFailures > 0 && <span class="wf-hidden text-fault">{row.hiddenFailures} failed</span>}
        {link === undefined && entity.status !== 'ok' && <StatusMark status={entity.status} />}
      </div>
      <div class="wf-duration number" role="gridcell" title={link && 'The time of the message in the queue'}>
        {durationOf(row)}
      </div>
      <div class="wf-time" role="gridcell">
        <Bar row={row} window={window} endMs={endMs} />
      </div>
    </div>
  );
}

/** The position in the timeline of a message to or from another trace. */
function LinkLabel({ link, canFollow }: { link: LinkedTrace; canFollow: boolean }) {
  const name = [roleName(link), link.name].filter(Boolean).join(' ');
  return (
    <>
      <Icon name="queue" class="wf-kind" />
      <span class="wf-label">
        {canFollow ? (
          <PlaceLink to={placeOf(link)} class="wf-text" title={`Open the linked trace ${link.traceId}`} tabIndex={-1}>
            {name}
          </PlaceLink>
        ) : (
          <span class="wf-text">{name}</span>
        )}
        <span class="wf-more">{[link.type, link.traceId].filter(Boolean).join(' · ')}</span>
      </span>
    </>
  );
}

function durationOf(row: Row): string {
  const { startMs, endMs } = row.link ? (waitOf(row) ?? {}) : row.entity;
  if (startMs === undefined) return '';
  return endMs === undefined ? 'in progress' : duration(endMs - startMs);
}

function Bar({ row, window, endMs }: { row: Row; window: Window; endMs: number }) {
  const wait = waitOf(row);
  const shown = row.link ? wait && { ...wait, status: 'pending' as const } : row.entity;
  const bar = shown && barIn(window, shown, endMs);
  if (!bar) return null;
  return <span class={`bar bar-${bar.status}`} style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }} />;
}

/** Details that distinguish rows with the same name: origin, operation, HTTP status. */
function moreAbout(entity: Entity): string {
  const operation = isJsonObject(entity.fields.aws) ? entity.fields.aws.operation : undefined;
  return [
    entity.origin,
    typeof operation === 'string' && !entity.inferred ? operation : undefined,
    entity.inferred ? 'inferred' : undefined,
    entity.httpStatus,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

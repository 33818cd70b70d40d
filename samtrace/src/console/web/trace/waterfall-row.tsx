// biome-ignore-all lint/a11y/useSemanticElements: only the visible rows are drawn, which a table element does not allow
// biome-ignore-all lint/a11y/useFocusableInteractive: the treegrid has the focus and names the active row
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the treegrid handles the keys
// biome-ignore-all lint/a11y/noStaticElementInteractions: an element for the mouse; the treegrid handles the keys
import { isJsonObject } from '../../../aws/json.ts';
import { duration } from '../../model/format.ts';
import { PHASE_MEANINGS } from '../../model/lambda-phase.ts';
import { nodeKind } from '../../model/node-kind.ts';
import type { Entity } from '../../model/trace-document.ts';
import { barIn, type Row, type Window } from '../../model/waterfall.ts';
import { Icon } from '../parts/icon.tsx';
import { StatusMark } from '../parts/status-mark.tsx';

export function WaterfallRow({
  row,
  index,
  top,
  window,
  endMs,
  isSelected,
  onSelect,
  onToggle,
}: {
  row: Row;
  index: number;
  top: number;
  window: Window;
  endMs: number;
  isSelected: boolean;
  onSelect: (entity: Entity) => void;
  onToggle: (entity: Entity, collapse: boolean) => void;
}) {
  const { entity, phase } = row;
  const hasChildren = entity.children.length > 0;
  return (
    <div
      id={`row-${index}`}
      class={`wf-row ${isSelected ? 'selected' : ''} ${entity.isSegment ? 'segment' : ''} ${entity.inferred ? 'inferred' : ''} ${phase ? `phase-${phase}` : ''}`}
      role="row"
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      aria-expanded={hasChildren ? !row.isCollapsed : undefined}
      style={{ top: `${top}px` }}
      onClick={() => onSelect(entity)}
    >
      <div class="wf-name" role="gridcell">
        <span class="wf-indent" style={{ '--depth': row.depth }} />
        {hasChildren ? (
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
        {entity.isSegment && <Icon name={nodeKind(entity.origin ?? '')} class="wf-kind" />}
        {phase && <Icon name={phase} class="wf-kind" />}
        <span class="wf-label">
          <span class="wf-text" title={phase ? `${entity.name}: ${PHASE_MEANINGS[phase]}` : entity.name}>
            {entity.name}
          </span>
          <span class="wf-more">{moreAbout(entity)}</span>
        </span>
        {row.hiddenFailures > 0 && <span class="wf-hidden text-fault">{row.hiddenFailures} failed</span>}
        {entity.status !== 'ok' && <StatusMark status={entity.status} />}
      </div>
      <div class="wf-duration number" role="gridcell">
        {entity.endMs === undefined ? 'in progress' : duration(entity.endMs - entity.startMs)}
      </div>
      <div class="wf-time" role="gridcell">
        <Bar entity={entity} window={window} endMs={endMs} />
      </div>
    </div>
  );
}

function Bar({ entity, window, endMs }: { entity: Entity; window: Window; endMs: number }) {
  const bar = barIn(window, entity, endMs);
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

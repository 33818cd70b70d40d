import type { ComponentProps } from 'preact';
import { isJsonObject, type JsonObject } from '../../../aws/json.ts';
import { dateTime, duration } from '../../model/format.ts';
import { lambdaPhase, PHASE_MEANINGS } from '../../model/lambda-phase.ts';
import { nodeKind } from '../../model/node-kind.ts';
import { annotationExpression } from '../../model/search.ts';
import { documentOf, type Trace } from '../../model/trace.ts';
import type { Entity } from '../../model/trace-document.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { JsonTree } from '../parts/json-tree.tsx';
import { PlaceLink } from '../parts/place-link.tsx';
import { Scroller } from '../parts/scroller.tsx';
import { StatusMark } from '../parts/status-mark.tsx';
import { ExceptionSection } from './exception-section.tsx';
import { FieldList } from './field-list.tsx';

/** The data of the selected segment or subsegment, with its exception first. */
export function EntityPanel({
  entity,
  trace,
  onSelect,
}: {
  entity: Entity;
  trace: Trace;
  onSelect: (entityId: string) => void;
}) {
  const { fields } = entity;
  const phase = lambdaPhase(entity, trace.byId.get(entity.parentId ?? ''));
  return (
    <aside class="panel entity-panel" aria-label="Selected segment">
      <header class="panel-head">
        <div class="panel-title">
          <span class="kind-mark">
            <Icon name={entity.isSegment ? nodeKind(entity.origin ?? '') : (phase ?? 'traces')} />
          </span>
          <div>
            <h2>{entity.name}</h2>
            <p class="quiet">{entity.origin ?? (entity.isSegment ? 'Segment' : 'Subsegment')}</p>
            {phase && <p class="quiet">{PHASE_MEANINGS[phase]}</p>}
          </div>
        </div>
        <StatusMark status={entity.status} word />
        <CopyButton
          small
          label="Copy with everything below it, as JSON"
          text={() => JSON.stringify(documentOf(entity), null, 2)}
        />
      </header>
      <Scroller label="Details" class="panel-body">
        <ExceptionSection entity={entity} trace={trace} onSelect={onSelect} />
        <Overview entity={entity} trace={trace} />
        <FieldSection title="Annotations" value={fields.annotations} filterOf={annotationExpression} />
        <FieldSection title="HTTP" value={fields.http} />
        <FieldSection title="AWS" value={fields.aws} />
        <FieldSection title="SQL" value={fields.sql} />
        {isJsonObject(fields.metadata) && (
          <section>
            <h3>Metadata</h3>
            <JsonTree value={fields.metadata} open={4} />
          </section>
        )}
        <Links value={fields.links} />
        <section>
          <h3>Raw JSON</h3>
          <JsonTree value={fields} open={1} />
        </section>
      </Scroller>
    </aside>
  );
}

function Overview({ entity, trace }: { entity: Entity; trace: Trace }) {
  const { fields } = entity;
  return (
    <section>
      <h3>Overview</h3>
      <FieldList
        fields={{
          Duration: entity.endMs === undefined ? 'in progress' : duration(entity.endMs - entity.startMs),
          Begins: `${dateTime(entity.startMs)}, ${duration(entity.startMs - trace.startMs)} into the trace`,
          ID: entity.id,
          ...(entity.parentId !== undefined && { 'Parent ID': entity.parentId }),
          ...(entity.namespace !== undefined && { Namespace: entity.namespace }),
          ...(typeof fields.resource_arn === 'string' && { Resource: fields.resource_arn }),
          ...(typeof fields.user === 'string' && { User: fields.user }),
          ...(entity.inferred && { Inferred: 'by X-Ray, from the call: the service sends no segment' }),
        }}
      />
    </section>
  );
}

function FieldSection({
  title,
  value,
  ...links
}: { title: string; value: unknown } & Pick<ComponentProps<typeof FieldList>, 'filterOf'>) {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <FieldList fields={value} {...links} />
    </section>
  );
}

/** Links to other traces, for example to those of the messages of a queue. */
function Links({ value }: { value: unknown }) {
  const links: JsonObject[] = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const ids = links.map((link) => link.trace_id).filter((id) => typeof id === 'string');
  if (ids.length === 0) return null;
  return (
    <section>
      <h3>Linked traces</h3>
      <ul class="plain-list">
        {ids.map((traceId) => (
          <li key={traceId}>
            <PlaceLink to={{ view: 'trace', traceId }} class="mono">
              {traceId}
            </PlaceLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

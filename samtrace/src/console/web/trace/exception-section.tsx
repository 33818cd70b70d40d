import { useState } from 'preact/hooks';
import { exceptionOf, frameText, isOwnFrame } from '../../model/failure.ts';
import { counted } from '../../model/format.ts';
import { isFailing, type Status } from '../../model/status.ts';
import type { Trace } from '../../model/trace.ts';
import type { Entity, ExceptionModel, Frame } from '../../model/trace-document.ts';
import { CopyButton } from '../parts/copy-button.tsx';

/** The exceptions of an entity with their stacks. If another entity has the exception, it is shown with a link to that entity. */
export function ExceptionSection({
  entity,
  trace,
  onSelect,
}: {
  entity: Entity;
  trace: Trace;
  onSelect: (entityId: string) => void;
}) {
  const referred = entity.exceptions.length === 0 ? exceptionOf(entity, trace) : undefined;
  const exceptions = referred ? [referred] : entity.exceptions;
  if (exceptions.length === 0) return null;
  const teller = referred && [...trace.byId.values()].find((other) => other.exceptions.includes(referred));
  return (
    <section class="exceptions">
      <h3>{exceptions.length === 1 ? 'Exception' : 'Exceptions'}</h3>
      {exceptions.map((exception, i) => (
        <Exception key={i} exception={exception} status={entity.status} />
      ))}
      {teller && (
        <button type="button" class="text-button" onClick={() => onSelect(teller.id)}>
          It was thrown in {teller.name}
        </button>
      )}
    </section>
  );
}

/** The frames of the application. Frames of packages and of Node.js are shown on demand, or if there are no others. */
function Exception({ exception, status }: { exception: ExceptionModel; status: Status }) {
  const foreign = exception.frames.filter((frame) => !isOwnFrame(frame)).length;
  const [withAll, setWithAll] = useState(foreign === exception.frames.length);
  return (
    <div class="exception">
      <div class="section-head">
        <p class={`exception-type text-${isFailing(status) ? status : 'fault'}`}>{exception.type}</p>
        <CopyButton small label="Copy the exception with its stack" text={() => asText(exception)} />
      </div>
      <p class="exception-message">{exception.message}</p>
      {exception.remote && <p class="quiet">Reported by the called service.</p>}
      <ol class="stack">
        {exception.frames.map((frame, i) => {
          const isOwn = isOwnFrame(frame);
          return (
            (isOwn || withAll) && (
              <li key={`${i} ${frame.path}`} class={isOwn ? 'own' : ''}>
                <span class="frame-label">{frame.label || '(anonymous)'}</span>
                <span class="frame-place" title={place(frame)}>
                  {frameText(frame)}
                </span>
              </li>
            )
          );
        })}
      </ol>
      {foreign > 0 && (
        <button type="button" class="text-button" aria-expanded={withAll} onClick={() => setWithAll(!withAll)}>
          {withAll ? "Only the application's own frames" : `${counted(foreign, 'frame')} of packages and Node`}
        </button>
      )}
      {exception.truncated > 0 && <p class="quiet">{exception.truncated} more frames were left out by the sender.</p>}
    </div>
  );
}

function place(frame: Frame): string {
  return `${frame.path}${frame.line === undefined ? '' : `:${frame.line}`}`;
}

function asText(exception: ExceptionModel): string {
  const frames = exception.frames.map((frame) => `    at ${frame.label || '<anonymous>'} (${place(frame)})`);
  return [`${exception.type}: ${exception.message}`, ...frames].join('\n');
}

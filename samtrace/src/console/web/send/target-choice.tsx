import type { ComponentChildren } from 'preact';
import { Icon } from '../parts/icon.tsx';
import type { IconName } from '../parts/icons.ts';

/** One thing to which the page can send. */
export interface Target {
  readonly id: string;
  readonly name: string;
  /** Lines below the name. */
  readonly facts: readonly string[];
  /** A switch, for example. */
  readonly more?: ComponentChildren;
}

/** The targets of one kind as radio buttons. All kinds are one group. Nothing if there are none. */
export function TargetChoice({
  title,
  icon,
  targets,
  chosenId,
  onChoose,
}: {
  title: string;
  icon: IconName;
  targets: readonly Target[];
  chosenId: string | undefined;
  onChoose: (id: string) => void;
}) {
  if (targets.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul class="functions">
        {targets.map(({ id, name, facts, more }) => (
          <li key={id} class={id === chosenId ? 'function chosen' : 'function'}>
            <label class="function-name">
              <input type="radio" name="function" checked={id === chosenId} onChange={() => onChoose(id)} />
              <Icon name={icon} />
              <span>
                <strong>{name}</strong>
                {facts.map((fact) => (
                  <span key={fact} class="quiet">
                    {fact}
                  </span>
                ))}
              </span>
            </label>
            {more}
          </li>
        ))}
      </ul>
    </>
  );
}

import type { QueueAnswer } from '../../model/contract.ts';
import { Icon } from '../parts/icon.tsx';

interface QueueChoiceProps {
  queues: readonly QueueAnswer[];
  chosen: string | undefined;
  onChoose: (name: string) => void;
}

/** The queues of the template. */
export function QueueChoice({ queues, chosen, onChoose }: QueueChoiceProps) {
  return (
    <ul class="functions">
      {queues.map(({ logicalId, name, isFifo }) => (
        <li key={name} class={name === chosen ? 'function chosen' : 'function'}>
          <label class="function-name">
            <input type="radio" name="function" checked={name === chosen} onChange={() => onChoose(name)} />
            <Icon name="queue" />
            <span>
              <strong>{logicalId}</strong>
              <span class="quiet">{name}</span>
              <span class="quiet">{isFifo ? 'FIFO queue' : 'Standard queue'}</span>
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}

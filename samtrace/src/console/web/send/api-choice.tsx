import type { ApiAnswer } from '../../model/contract.ts';
import { counted } from '../../model/format.ts';
import { Icon } from '../parts/icon.tsx';

interface ApiChoiceProps {
  apis: readonly ApiAnswer[];
  chosen: string | undefined;
  onChoose: (logicalId: string) => void;
}

const KINDS = { REST: 'REST API', HTTP: 'HTTP API', URL: 'Function URL' } as const;

/** The APIs, each with its address. */
export function ApiChoice({ apis, chosen, onChoose }: ApiChoiceProps) {
  return (
    <ul class="functions">
      {apis.map(({ logicalId, kind, url, routes }) => (
        <li key={logicalId} class={logicalId === chosen ? 'function chosen' : 'function'}>
          <label class="function-name">
            <input type="radio" name="function" checked={logicalId === chosen} onChange={() => onChoose(logicalId)} />
            <Icon name="api" />
            <span>
              <strong>{logicalId}</strong>
              <span class="quiet">{url}</span>
              <span class="quiet">
                {KINDS[kind]}
                {kind !== 'URL' && ` · ${counted(routes.length, 'route')}`}
              </span>
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}

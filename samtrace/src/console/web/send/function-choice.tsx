import { useState } from 'preact/hooks';
import type { FunctionAnswer } from '../../model/contract.ts';
import { ApiError, call } from '../lib/api.ts';
import { revision } from '../lib/live.ts';
import { Icon } from '../parts/icon.tsx';
import { Switch } from '../parts/switch.tsx';

interface FunctionChoiceProps {
  functions: readonly FunctionAnswer[];
  chosen: string;
  onChoose: (functionName: string) => void;
}

/** The functions, each with a switch for active tracing, as in the Lambda console under Monitoring tools. */
export function FunctionChoice({ functions, chosen, onChoose }: FunctionChoiceProps) {
  const [complaint, setComplaint] = useState('');
  const setTracing = async (fn: FunctionAnswer, isActive: boolean) => {
    const mode = isActive ? 'Active' : 'PassThrough';
    try {
      await call(`/_local/functions/${encodeURIComponent(fn.functionName)}/tracing`, { method: 'PUT', body: { mode } });
      setComplaint('');
      revision.set(revision.get() + 1);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setComplaint(error.message);
    }
  };
  return (
    <>
      <ul class="functions">
        {functions.map((fn) => (
          <li key={fn.functionName} class={fn.functionName === chosen ? 'function chosen' : 'function'}>
            <label class="function-name">
              <input
                type="radio"
                name="function"
                checked={fn.functionName === chosen}
                onChange={() => onChoose(fn.functionName)}
              />
              <Icon name="function" />
              <span>
                <strong>{fn.logicalId}</strong>
                <span class="quiet">{fn.functionName}</span>
                <span class="quiet">
                  {fn.runtime} · {fn.memorySizeMb} MB · {fn.timeoutSeconds} s
                </span>
              </span>
            </label>
            <Switch
              text="Active tracing"
              isOn={fn.tracingMode === 'Active'}
              onChange={(isOn) => void setTracing(fn, isOn)}
            />
          </li>
        ))}
      </ul>
      <p class="quiet">
        Without active tracing, the mode is PassThrough. A change applies to environments that start later.
      </p>
      {complaint && (
        <p class="complaint" role="alert">
          {complaint}
        </p>
      )}
    </>
  );
}

import { useState } from 'preact/hooks';
import type { FunctionAnswer } from '../../model/contract.ts';
import { ApiError, call } from '../lib/api.ts';
import { revision } from '../lib/live.ts';
import { Switch } from '../parts/switch.tsx';
import { TargetChoice } from './target-choice.tsx';

interface FunctionChoiceProps {
  functions: readonly FunctionAnswer[];
  chosen: string | undefined;
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
  if (functions.length === 0) return null;
  return (
    <>
      <TargetChoice
        title="Function"
        icon="function"
        targets={functions.map((fn) => ({
          id: fn.functionName,
          name: fn.logicalId,
          facts: [fn.functionName, `${fn.runtime} · ${fn.memorySizeMb} MB · ${fn.timeoutSeconds} s`],
          more: (
            <Switch
              text="Active tracing"
              isOn={fn.tracingMode === 'Active'}
              onChange={(isOn) => void setTracing(fn, isOn)}
            />
          ),
        }))}
        chosenId={chosen}
        onChoose={onChoose}
      />
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

import { useState } from 'preact/hooks';
import type { ScheduleAnswer } from '../../model/contract.ts';
import { call } from '../lib/api.ts';
import { Icon } from '../parts/icon.tsx';

/** The schedules of the template, each with a button that fires it now. Nothing for a template without any. */
export function ScheduleList({ schedules }: { schedules: readonly ScheduleAnswer[] }) {
  const [outcome, setOutcome] = useState('');
  if (schedules.length === 0) return null;

  const fire = async (logicalId: string) => {
    try {
      await call(`/_local/schedules/${encodeURIComponent(logicalId)}/fire`, { method: 'POST', body: {} });
      setOutcome(`${logicalId} was fired.`);
    } catch (error) {
      setOutcome((error as Error).message);
    }
  };

  return (
    <>
      <h2>Schedules</h2>
      <ul class="schedules">
        {schedules.map(({ logicalId, expression, enabled }) => (
          <li key={logicalId}>
            <span>
              <strong>{logicalId}</strong>
              <span class="quiet">
                {expression}
                {!enabled && ', disabled'}
              </span>
            </span>
            <button type="button" class="button" onClick={() => void fire(logicalId)} aria-label={`Fire ${logicalId}`}>
              <Icon name="schedule" />
              <span>Fire</span>
            </button>
          </li>
        ))}
      </ul>
      <p class="quiet" role="status">
        {outcome}
      </p>
    </>
  );
}

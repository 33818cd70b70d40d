import { STATUS_WORDS } from '../../model/status.ts';
import { Icon } from '../parts/icon.tsx';

const MEANINGS = {
  ok: 'answered',
  error: 'failed, or a 4xx answer',
  fault: 'a 5xx answer',
  throttle: 'refused, 429',
} as const;

/** The meaning of the arcs of a ring. */
export function MapLegend() {
  return (
    <ul class="map-legend" aria-label="Legend">
      {(['ok', 'error', 'fault', 'throttle'] as const).map((status) => (
        <li key={status} class={`status status-${status}`} title={MEANINGS[status]}>
          <Icon name={status} />
          {STATUS_WORDS[status]}
        </li>
      ))}
    </ul>
  );
}

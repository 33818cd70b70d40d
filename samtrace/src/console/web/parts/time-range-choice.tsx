import { TIME_RANGES, type TimeRange } from '../../model/url-state.ts';
import { go, usePageState } from '../lib/page-state.ts';
import { Segmented } from './segmented.tsx';
import { Switch } from './switch.tsx';

const CHOICES = (Object.keys(TIME_RANGES) as TimeRange[]).map((range) => [range, TIME_RANGES[range].label] as const);

/** The time range of the map, traces, and failures, and a switch that shows errors only. */
export function TimeRangeChoice() {
  const { range, errorsOnly, place } = usePageState();
  return (
    <div class="range-choice">
      {place.view !== 'failures' && (
        <Switch text="Errors only" isOn={errorsOnly} onChange={(isOn) => go({ errorsOnly: isOn })} />
      )}
      <Segmented label="Time range" choices={CHOICES} value={range} onChoose={(chosen) => go({ range: chosen })} />
    </div>
  );
}

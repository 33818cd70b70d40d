import { TIME_RANGES, type TimeRange } from '../../model/url-state.ts';
import { go, usePageState } from '../lib/page-state.ts';
import { Segmented } from './segmented.tsx';
import { Switch } from './switch.tsx';

const CHOICES = (Object.keys(TIME_RANGES) as TimeRange[]).map((range) => [range, TIME_RANGES[range].label] as const);

/** How far back, and whether only failures: for map, traces and failures alike. */
export function TimeRangeChoice() {
  const { range, errorsOnly } = usePageState();
  return (
    <div class="range-choice">
      <Switch text="Errors only" isOn={errorsOnly} onChange={() => go({ errorsOnly: !errorsOnly })} />
      <Segmented label="Time range" choices={CHOICES} value={range} onChoose={(chosen) => go({ range: chosen })} />
    </div>
  );
}

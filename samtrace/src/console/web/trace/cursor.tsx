import type { Window } from '../../model/waterfall.ts';
import { createStore } from '../lib/store.ts';

/** A line in the timeline at the time of the log line under the pointer. */
export const cursorMs = createStore<number | undefined>(undefined);

export function Cursor({ window }: { window: Window }) {
  const at = cursorMs.use();
  const share = at === undefined ? -1 : (at - window.startMs) / (window.endMs - window.startMs);
  if (share < 0 || share > 1) return null;
  return (
    <div class="cursor-space" aria-hidden="true">
      <div class="cursor" style={{ left: `${share * 100}%` }} />
    </div>
  );
}

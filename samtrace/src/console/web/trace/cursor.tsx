import type { Window } from '../../model/waterfall.ts';
import { createStore } from '../lib/store.ts';

/** The moment that the pointer is at in the log, shown as a line in the timeline. */
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

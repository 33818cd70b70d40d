import type { DroppedAnswer } from '../model/contract.ts';
import type { ConsoleDropped } from '../ports.ts';
import { ok, type Route } from '../routing.ts';

/** How much was removed to stay within the memory limit, so that the page can report that data is missing. */
export function droppedRoutes(dropped: () => ConsoleDropped): Route[] {
  return [{ method: 'GET', path: '/_local/dropped', run: () => ok(dropped() satisfies DroppedAnswer) }];
}

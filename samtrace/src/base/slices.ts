import { setImmediate } from 'node:timers/promises';

/** How long a piece of work may run before everything else gets a turn. */
const SLICE_MS = 10;

/** A long computation: it yields after each step, and returns its result. */
export type Steps<Result> = Generator<void, Result>;

/** Runs all steps at once. */
export function runAtOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Runs the steps in slices, so that a long computation blocks other work for at most one slice. */
export async function runInSlices<Result>(steps: Steps<Result>): Promise<Result> {
  let end = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + SLICE_MS;
  }
}

/** Maps a long list in steps. */
export function* mapSteps<Item, Result>(items: Iterable<Item>, map: (item: Item) => Result): Steps<Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(map(item));
    yield;
  }
  return results;
}

/** Filters a long list in steps. */
export function* filterSteps<Item>(items: Iterable<Item>, keep: (item: Item) => boolean): Steps<Item[]> {
  const results: Item[] = [];
  for (const item of items) {
    if (keep(item)) results.push(item);
    yield;
  }
  return results;
}

import type { TraceShape } from '../../model/aws-shapes.ts';
import { readTraceFile, writeTraceFile } from '../../model/trace-file.ts';
import { go } from '../lib/page-state.ts';
import { createStore } from '../lib/store.ts';

const KEY = 'opened-traces';

/** The traces that were dropped or pasted. They stay in this tab of the browser, also after a reload. */
export const openedTraces = createStore<readonly TraceShape[]>(stored());

/** Shows the traces in a text. Throws a TraceFileError if it contains none. */
export function openTraces(text: string): void {
  const traces = readTraceFile(text);
  openedTraces.set(traces);
  try {
    sessionStorage.setItem(KEY, writeTraceFile(traces));
  } catch {
    sessionStorage.removeItem(KEY); // Too large for the session storage: it is shown, but not after a reload.
  }
  go({ place: { view: 'opened' } });
}

function stored(): readonly TraceShape[] {
  const text = sessionStorage.getItem(KEY);
  return text === null ? [] : readTraceFile(text);
}

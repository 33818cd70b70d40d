import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FunctionResource, TemplateModel } from '../../src/template/template.ts';
import { eventFile, kindOf } from './event-file.ts';
import { ignoredTriggers } from './ignored-triggers.ts';
import { supportedTriggers } from './supported-triggers.ts';
import type { StoredObject, Trigger } from './trigger.ts';

export interface ChosenEvent {
  readonly event: unknown;
  /** For the report: `given`, `none`, a file, or `generated: ` and the trigger. */
  readonly source: string;
  /** An object that the event names, which has to be there. */
  readonly object?: StoredObject;
}

/**
 * The event for a function: the given one, else a file of its project that has the shape of the function's trigger, else one
 * as the trigger sends it.
 */
export function eventFor(file: string, template: TemplateModel, fn: FunctionResource, given: string): ChosenEvent {
  if (given.startsWith('{') || given.startsWith('[')) return { event: JSON.parse(given), source: 'given' };
  if (given !== '') return { event: JSON.parse(readFileSync(join(dirname(file), given), 'utf8')), source: given };
  const [trigger] = [...supportedTriggers(template, fn.functionName), ...ignoredTriggers(file, fn.logicalId)];
  // A file of the project names an object of its author.
  if (trigger?.object !== undefined) return generated(trigger);
  const found = eventFile(file, fn.logicalId, trigger && kindOf(trigger.event));
  if (found !== undefined) return { event: found.event, source: found.path };
  return trigger === undefined ? { event: {}, source: 'none' } : generated(trigger);
}

function generated({ source, event, object }: Trigger): ChosenEvent {
  return { event, source: `generated: ${source}`, ...(object && { object }) };
}

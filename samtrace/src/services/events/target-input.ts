import { DeliveryError } from '../../aws/delivery.ts';
import type { Arrival, Rule, Target } from './contract.ts';
import { transformInput } from './input-transformer.ts';
import { valueAt } from './json-path.ts';

/** The input of a target for an event. Throws a {@link DeliveryError} if there is none. */
export function targetInput(target: Target, arrival: Arrival, rule: Rule): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputTransformer !== undefined) return transformInput(target.InputTransformer, arrival, rule);
  if (target.InputPath === undefined) return JSON.stringify(arrival.event);
  const value = valueAt(arrival.event, target.InputPath);
  if (value === undefined) {
    throw new DeliveryError('INVALID_PARAMETER', `The event has nothing at the input path ${target.InputPath}.`);
  }
  return JSON.stringify(value);
}

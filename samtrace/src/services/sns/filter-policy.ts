import type { MessageAttribute } from '../../aws/delivery.ts';
import { SNS } from '../../aws/event-pattern/dialect.ts';
import { compileEventPattern, type EventPattern } from '../../aws/event-pattern/event-pattern.ts';
import { PatternError } from '../../aws/event-pattern/pattern-error.ts';
import { invalidParameter } from './errors.ts';

/** https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html */
const MAX_KEYS = 5;
const MAX_COMBINATIONS = 150;

export const SCOPES = ['MessageAttributes', 'MessageBody'];

/** Compiles a subscription's FilterPolicy. Throws InvalidParameter with AWS's reason; `parameter` names what was given. */
export function compileFilterPolicy(text: string, scope: string, parameter: string): EventPattern {
  const policy = parsedPolicy(text, parameter);
  try {
    const { keys, combinations, isNested } = complexity(policy);
    if (isNested && scope === 'MessageAttributes') {
      throw invalidParameter('Filter policy scope MessageAttributes does not support nested filter policy');
    }
    const pattern = compileEventPattern(policy, SNS);
    if (keys > MAX_KEYS) throw new PatternError(`Filter policy can not have more than ${MAX_KEYS} keys`);
    if (combinations > MAX_COMBINATIONS) throw new PatternError('Filter policy is too complex');
    return pattern;
  } catch (error) {
    if (error instanceof PatternError) throw invalidParameter(`${parameter}: ${error.message}`);
    throw error;
  }
}

/** The message's attributes as an event: a `String.Array` is a list, a `Number` a number; binary attributes are ignored. */
export function attributesAsEvent(attributes: Readonly<Record<string, MessageAttribute>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, attribute]) => {
      const value = filteredValue(attribute);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function filteredValue({ DataType, StringValue = '' }: MessageAttribute): unknown {
  if (DataType === 'Number' || DataType.startsWith('Number.')) return Number(StringValue);
  if (DataType !== 'String.Array') return DataType.startsWith('String') ? StringValue : undefined;
  try {
    return JSON.parse(StringValue);
  } catch {
    return undefined; // Publish refuses such a value
  }
}

function parsedPolicy(text: string, parameter: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidParameter(`${parameter}: failed to parse JSON.`);
  }
}

/** Keys with a list, and the product of the lists' lengths; each level of nesting multiplies. */
function complexity(policy: unknown, depth = 1): { keys: number; combinations: number; isNested: boolean } {
  let keys = 0;
  let combinations = 1;
  let isNested = false;
  if (typeof policy !== 'object' || policy === null || Array.isArray(policy)) return { keys, combinations, isNested };
  for (const [key, value] of Object.entries(policy) as [string, unknown][]) {
    if (Array.isArray(value)) {
      keys += key === '$or' ? 0 : 1;
      combinations *= value.length * depth;
    } else if (typeof value === 'object' && value !== null) {
      const inner = complexity(value, depth + 1);
      keys += inner.keys;
      combinations *= inner.combinations;
      isNested = true;
    }
  }
  return { keys, combinations, isNested };
}

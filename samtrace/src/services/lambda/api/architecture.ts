import type { FunctionDefinition } from '../contract.ts';
import { constraintFailed } from './errors.ts';
import type { Input } from './input.ts';

const ARCHITECTURES = ['x86_64', 'arm64'] as const;

/** A function has one architecture, although the request has a list. */
export function readArchitecture(input: Input): FunctionDefinition['architecture'] | undefined {
  const list = input.list('Architectures');
  if (list === undefined) return undefined;
  const shown = `[${list.map(String).join(', ')}]`;
  if (list.length > 1) {
    throw constraintFailed(shown, 'architectures', 'Member must have length less than or equal to 1');
  }
  const found = ARCHITECTURES.find((architecture) => architecture === list[0]);
  if (found !== undefined) return found;
  throw constraintFailed(
    shown,
    'architectures',
    'Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]',
  );
}

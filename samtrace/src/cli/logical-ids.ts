import type { Stack } from '../stack/stack.ts';

export function logicalIdOf(stack: Stack, functionName: string): string {
  return stack.template.functions.find((fn) => fn.functionName === functionName)?.logicalId ?? functionName;
}

/** The same for several names, separated by commas: IAM's findings name all functions of a role. */
export function logicalIdsOf(stack: Stack, functionNames: string): string {
  return functionNames
    .split(/,\s*/)
    .map((name) => logicalIdOf(stack, name))
    .join(', ');
}

import type { TraceFacts } from '../trace-facts.ts';
import { matchesFilter } from './evaluate.ts';
import { parseFilter } from './parser.ts';

/**
 * A test for traces; no expression, or a blank one, lets every trace pass.
 * @throws AwsError InvalidRequestException with the mistake in the expression and its position
 */
export function compileFilter(expression: string | undefined): (facts: TraceFacts) => boolean {
  if (expression === undefined || expression.trim() === '') return () => true;
  const tree = parseFilter(expression);
  return (facts) => matchesFilter(tree, facts);
}

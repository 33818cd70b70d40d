import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/**
 * The name of a function, given by its logical ID or by its name. `functions` has the names by logical ID. Throws a
 * {@link UsageError} that lists the functions that exist.
 */
export function functionNameOf(given: string, functions: Readonly<Record<string, string>>, flag: string): string {
  const found = functions[given] ?? Object.values(functions).find((name) => name === given);
  if (found !== undefined) return found;
  const ids = Object.keys(functions);
  const list = ids.length === 0 ? 'The template has no functions.' : `The template has: ${ids.join(', ')}.`;
  throw new UsageError(`${flag}: the template has no function "${given}".${didYouMean(given, ids)} ${list}`);
}

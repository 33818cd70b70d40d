import type { OutsideSource } from './outside-values.ts';
import type { Problems } from './problems.ts';
import type { Plain } from './value.ts';

/** The template around a value, as intrinsic functions see it. Each method throws a Problem for an unknown name. */
export interface Scope {
  readonly problems: Problems;
  /** The value of a parameter, a pseudo parameter or a resource; undefined is AWS::NoValue. */
  ref(name: string, line: number): Plain | undefined;
  attribute(logicalId: string, attribute: string, line: number): Plain;
  condition(name: string, line: number): boolean;
  findInMap(path: readonly [string, string, string], line: number): Plain;
  /** A value that AWS would look up outside the template. */
  outside(source: OutsideSource, name: string): string;
}

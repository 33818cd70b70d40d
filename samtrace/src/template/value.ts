/**
 * A template's value, with its line (1 is the first). A value in a mapping has the line of its key.
 * {@link Value} may hold calls of intrinsic functions; {@link Plain} is what remains when they are resolved.
 */
export type Value = Scalar | List<Value> | Mapping<Value> | Call | Unreadable;
export type Plain = Scalar | List<Plain> | Mapping<Plain> | Unreadable;

export interface Scalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean;
  readonly line: number;
}

export interface List<Item = Value> {
  readonly kind: 'list';
  readonly items: readonly Item[];
  readonly line: number;
}

export interface Mapping<Entry = Value> {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly line: number;
}

/** An intrinsic function, in its long or short form: `!Sub x` and `Fn::Sub: x` are the same call. */
export interface Call {
  readonly kind: 'call';
  /** `Ref` or `Fn::…`. */
  readonly name: string;
  readonly argument: Value;
  readonly line: number;
}

/** Replaces a value with a problem that has been reported, so that the problem is reported once. */
export interface Unreadable {
  readonly kind: 'unreadable';
  readonly line: number;
}

export function unreadable(line: number): Unreadable {
  return { kind: 'unreadable', line };
}

export function scalar(value: string | number | boolean, line: number): Scalar {
  return { kind: 'scalar', value, line };
}

export function list<Item extends Value>(items: readonly Item[], line: number): List<Item> {
  return { kind: 'list', items, line };
}

/** Entries whose value is undefined are left out. */
export function mapping<Entry extends Value>(
  entries: Iterable<readonly [string, Entry | undefined]> | Readonly<Record<string, Entry | undefined>>,
  line: number,
): Mapping<Entry> {
  const pairs = Symbol.iterator in entries ? entries : Object.entries(entries);
  const present = new Map<string, Entry>();
  for (const [key, value] of pairs) if (value !== undefined) present.set(key, value);
  return { kind: 'mapping', entries: present, line };
}

export function call(name: string, argument: Value, line: number): Call {
  return { kind: 'call', name, argument, line };
}

/** The text of a literal scalar, or undefined for anything else. CloudFormation writes numbers and booleans as strings too. */
export function literal(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(value: Value | undefined): ReadonlyMap<string, Value> {
  return value?.kind === 'mapping' ? value.entries : new Map();
}

/** The kind of a value in words, for a message. */
export function describe(value: Value): string {
  if (value.kind === 'scalar') return JSON.stringify(value.value);
  if (value.kind === 'call') return `a call of ${value.name}`;
  if (value.kind === 'unreadable') return 'a value that cannot be read';
  return value.kind === 'list' ? 'a list' : 'a mapping';
}

/** A value of JSON, all of it at one line of the template. */
export function fromJson(value: unknown, line: number): Plain {
  if (Array.isArray(value)) {
    return list(
      value.map((item) => fromJson(item, line)),
      line,
    );
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return scalar(value, line);
  if (value === null || typeof value !== 'object') return scalar('', line);
  return mapping(
    Object.entries(value).map(([name, entry]) => [name, fromJson(entry, line)] as const),
    line,
  );
}

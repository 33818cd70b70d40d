import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { IgnoredList } from './ignored.ts';
import { Problem, type Problems } from './problems.ts';
import { call, list, type Mapping, mapping, scalar, type Value } from './value.ts';

/** CloudFormation's own limit for a template in S3, in bytes. */
const MAX_TEMPLATE_BYTES = 1_048_576;
/** Far above any real template; an alias that repeats itself endlessly ends here. */
const MAX_DEPTH = 100;
const MAX_VALUES = 100_000;

/** Short forms of `Fn::<name>`. `!Ref` and `!Condition` have other names. */
const SHORT_FORMS = new Set(
  'And Base64 Cidr Equals FindInMap GetAtt GetAZs If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform'
    .split(' ')
    .map((name) => `!${name}`),
);

/**
 * The template as a tree of values. YAML 1.1 as CloudFormation reads it (`yes` is true), with aliases and merge keys,
 * which `sam build` expands. Throws the problems if there is no tree.
 */
export function parseTemplate(text: string, ignored: IgnoredList, problems: Problems): Mapping {
  if (Buffer.byteLength(text) > MAX_TEMPLATE_BYTES) {
    problems.add(1, `The template has more than CloudFormation's limit of ${MAX_TEMPLATE_BYTES} bytes.`);
    problems.throwIfAny();
  }
  const lines = new LineCounter();
  const document = parseYaml(text, lines, problems);
  if (document.contents === null) problems.add(1, 'The template is empty.');
  problems.throwIfAny();
  const root = problems.attempt(() => new TreeBuilder(lines, ignored, problems).build(document.contents));
  if (root !== undefined && root.kind !== 'mapping') {
    problems.add(1, 'A template is a mapping of sections such as Resources.');
  }
  if (root?.kind !== 'mapping') {
    problems.throwIfAny();
    throw new Error('unreachable: a tree that cannot be read has a problem');
  }
  return root;
}

const TOO_DEEP = 'The template is nested too deeply to be read.';

function parseYaml(text: string, lineCounter: LineCounter, problems: Problems): Document.Parsed {
  let document: Document.Parsed | undefined;
  try {
    document = parseAsPyYaml(text, lineCounter);
  } catch (error) {
    // The parser descends once per level, so absurd nesting overflows its stack.
    if (!(error instanceof RangeError)) throw error;
    problems.add(1, TOO_DEEP);
  }
  const errors = document?.errors ?? [];
  const overflow = errors.find(({ message }) => /call stack|Stack overflow/.test(message));
  for (const error of overflow === undefined ? errors : [overflow]) {
    const text = error === overflow ? TOO_DEEP : `YAML: ${error.message}`;
    problems.add(lineCounter.linePos(error.pos[0]).line, text);
  }
  problems.throwIfAny();
  if (document === undefined) throw new Error('unreachable: no document without a problem');
  return document;
}

/** Far more lines than any real template has that need another indentation. */
const MAX_INDENTED_LINES = 200;
const YAML_OPTIONS = { version: '1.1', prettyErrors: false, logLevel: 'error', uniqueKeys: false } as const;

/**
 * SAM reads templates with PyYAML, which is more liberal than the YAML library in two things: a flow collection and a quoted
 * string can continue in lines without indentation, and a key can be repeated. Then the last one counts.
 */
function parseAsPyYaml(text: string, lineCounter: LineCounter): Document.Parsed {
  let indented = text;
  let lastStart = -1;
  for (let count = 0; count < MAX_INDENTED_LINES; count++) {
    const { errors } = parseDocument(indented, YAML_OPTIONS);
    if (errors.length === 0) return parseDocument(indented, { ...YAML_OPTIONS, lineCounter });
    const starts = errors.map((error) => startOfOutdentedLine(error, indented)).filter((start) => start > lastStart);
    if (starts.length === 0) break;
    // More spaces do not help a line that is wrong for another reason, so each line gets them once.
    lastStart = Math.min(...starts);
    indented = `${indented.slice(0, lastStart)}${' '.repeat(40)}${indented.slice(lastStart)}`;
  }
  return parseDocument(text, { ...YAML_OPTIONS, lineCounter });
}

/** The start of the line that is not indented enough; -1 for any other error. */
function startOfOutdentedLine({ code, message, pos }: YAMLError, text: string): number {
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return text.lastIndexOf('\n', pos[0] - 1) + 1;
  if (code === 'MISSING_CHAR' && message.startsWith('Missing closing')) return text.indexOf('\n', pos[0]) + 1 || -1;
  return -1;
}

class TreeBuilder {
  readonly #lines: LineCounter;
  readonly #ignored: IgnoredList;
  readonly #problems: Problems;
  readonly #anchors = new Map<string, Node>();
  #count = 0;

  constructor(lines: LineCounter, ignored: IgnoredList, problems: Problems) {
    this.#lines = lines;
    this.#ignored = ignored;
    this.#problems = problems;
  }

  build(node: Node | null, keyLine = 1, depth = 0): Value {
    if (depth > MAX_DEPTH) throw new Problem(keyLine, `Values are nested more than ${MAX_DEPTH} deep.`);
    if (++this.#count > MAX_VALUES) throw new Problem(keyLine, `The template has more than ${MAX_VALUES} values.`);
    if (isAlias(node)) return this.build(this.#anchored(node.source, keyLine), keyLine, depth + 1);
    if (node?.anchor) this.#anchors.set(node.anchor, node);
    const tag = node?.tag;
    const value = this.#untagged(node, keyLine, depth);
    if (tag === undefined || tag.startsWith('tag:yaml.org,2002:')) return value;
    return this.#tagged(tag, value);
  }

  #untagged(node: Node | null, line: number, depth: number): Value {
    if (isMap(node)) return this.#mapping(node.items, line, depth);
    if (isSeq<Node | null>(node)) {
      return list(
        node.items.map((item) => this.build(item, this.#lineOf(item, line), depth + 1)),
        line,
      );
    }
    if (isScalar(node) && node.value !== null) return scalar(scalarValue(node.value, node.source), line);
    this.#problems.add(line, "'null' values are not allowed in templates.");
    return scalar('', line);
  }

  #mapping(pairs: readonly unknown[], line: number, depth: number): Value {
    const entries = new Map<string, Value>();
    const merged: Value[] = [];
    for (const { key, line: keyLine, node } of this.#lastOfEachKey(pairs, line)) {
      const value = this.build(node, keyLine, depth + 1);
      if (key === '<<') merged.push(...(value.kind === 'list' ? value.items : [value]));
      else entries.set(key, value);
    }
    for (const source of merged) {
      if (source.kind !== 'mapping') throw new Problem(source.line, 'Only a mapping can be merged with <<.');
      for (const [key, value] of source.entries) if (!entries.has(key)) entries.set(key, value);
    }
    const [first] = entries;
    const isCall = entries.size === 1 && first !== undefined && (first[0] === 'Ref' || first[0].startsWith('Fn::'));
    return isCall ? call(first[0], first[1], line) : mapping(entries, line);
  }

  /** The pairs of a mapping, in their order. If a key is repeated, the last one counts, and the others are ignored. */
  #lastOfEachKey(pairs: readonly unknown[], line: number): { key: string; line: number; node: Node | null }[] {
    const last = new Map<string, { key: string; line: number; node: Node | null }>();
    for (const pair of pairs) {
      if (!isPair<Node, Node | null>(pair)) continue;
      const key = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : undefined;
      const keyLine = this.#lineOf(pair.key, line);
      if (key === undefined) throw new Problem(keyLine, 'A key must be a plain string.');
      const before = last.get(key);
      if (before !== undefined) {
        this.#ignored.add('Template', `${key} in line ${before.line}`, `line ${keyLine} repeats the key`, before.line);
        last.delete(key);
      }
      last.set(key, { key, line: keyLine, node: pair.value });
    }
    return [...last.values()];
  }

  #tagged(tag: string, value: Value): Value {
    if (tag === '!Ref') return call('Ref', value, value.line);
    if (tag === '!Condition') return mapping({ Condition: value }, value.line);
    if (SHORT_FORMS.has(tag)) return call(`Fn::${tag.slice(1)}`, value, value.line);
    throw new Problem(value.line, `${tag} is not an intrinsic function of CloudFormation's.`);
  }

  #anchored(name: string, line: number): Node {
    const node = this.#anchors.get(name);
    if (node === undefined) throw new Problem(line, `The alias *${name} has no anchor before it.`);
    return node;
  }

  #lineOf(node: Node | null, otherwise: number): number {
    return node?.range ? this.#lines.linePos(node.range[0]).line : otherwise;
  }
}

/** The numbers of PyYAML, SAM's own parser. The YAML library also reads `.`, `012345678901` and `1e3` as numbers. */
const NUMBER =
  /^[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+|\d[\d_]*\.[\d_]*([eE][-+]\d+)?|\.\d[\d_]*([eE][-+]\d+)?)$/;

/** Everything except numbers and booleans is unchanged: dates (`Version: 2012-10-17`), account IDs, `y`, and `n`. */
function scalarValue(value: unknown, source: string | undefined): string | number | boolean {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && NUMBER.test(source ?? '')) return value;
  if (typeof value === 'boolean' && source?.length !== 1) return value;
  return source ?? String(value);
}

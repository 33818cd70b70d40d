import { parseArgs } from 'node:util';
import { type FaultRule, parseFaults } from '../gateway/faults.ts';
import { FLAGS, type Flag, type Subcommand } from './flags.ts';
import { parseParameterOverrides } from './parameter-overrides.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export const DEFAULT_PORT = 4566;
const DEFAULT_INSPECTOR_PORT = 9229;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'serve'; readonly options: ServeOptions }
  | { readonly kind: 'invoke'; readonly options: InvokeOptions }
  | { readonly kind: 'fire'; readonly options: FireOptions };

export interface ProjectOptions {
  /** Absent: the template of the project in the current directory. */
  readonly template: string | undefined;
  readonly parameterOverrides: Record<string, string>;
  readonly configEnvironment: string;
}

export interface InvokeOptions extends ProjectOptions {
  readonly function: string;
  /** A file, or `-` for stdin. */
  readonly event: string | undefined;
}

export interface FireOptions extends ProjectOptions {
  /** The logical ID of a schedule. */
  readonly schedule: string;
}

export interface ServeOptions extends ProjectOptions {
  /** The function to invoke after the start, and the file with its event. */
  readonly run: { readonly function: string; readonly event: string | undefined } | undefined;
  readonly invocations: number;
  readonly concurrency: number;
  readonly once: boolean;
  readonly deadlineSeconds: number;
  readonly json: boolean;
  readonly inspect: { readonly function: string; readonly port: number } | undefined;
  /** Absent: 4566, or any free port if that one is in use. */
  readonly port: number | undefined;
  readonly data: string | undefined;
  readonly keepMb: number;
  readonly strict: boolean;
  readonly verbose: boolean;
  readonly traceDelaySeconds: number;
  readonly sampling: 'all' | 'lambda';
  readonly transactionSearch: boolean;
  readonly faults: FaultRule[];
  readonly retryDelayScale: number;
}

/** Reads the command line. Throws a {@link UsageError} that names the flag, the rule and the value. */
export function parseCommandLine(args: readonly string[]): Command {
  const subcommand = SUBCOMMANDS.find((name) => name === args[0]);
  const flags = subcommand === undefined ? FLAGS : FLAGS.filter((flag) => flag.subcommands?.includes(subcommand));
  const { values, overrides, names } = parse(subcommand === undefined ? args : args.slice(1), flags, subcommand);
  if (values.help !== undefined) return { kind: 'help' };
  if (values.version !== undefined) return { kind: 'version' };
  const project: ProjectOptions = {
    template: values.template === undefined ? undefined : text(values, 'template'),
    parameterOverrides: parseParameterOverrides(overrides, '--parameter-overrides'),
    configEnvironment: text(values, 'config-env'),
  };
  if (subcommand === undefined) return { kind: 'serve', options: { ...project, ...serveOptions(values) } };
  const [name] = names;
  if (name === undefined) {
    throw new UsageError(`${subcommand} needs the name of a ${OBJECTS[subcommand]}: samtrace ${subcommand} NAME.`);
  }
  if (subcommand === 'fire') return { kind: 'fire', options: { ...project, schedule: name } };
  return { kind: 'invoke', options: { ...project, function: name, event: values.event } };
}

const SUBCOMMANDS = ['invoke', 'fire'] as const satisfies readonly Subcommand[];

/** The object of each subcommand. */
const OBJECTS: Readonly<Record<Subcommand, string>> = { invoke: 'function', fire: 'schedule' };

type Values = Readonly<Record<string, string | undefined>>;

function serveOptions(values: Values): Omit<ServeOptions, keyof ProjectOptions> {
  const run = runOptions(values);
  if (values.json !== undefined && values.once === undefined) throw new UsageError('--json needs --once.');
  const sampling = text(values, 'sampling');
  if (sampling !== 'all' && sampling !== 'lambda') {
    throw new UsageError(`--sampling must be all or lambda, but was "${sampling}".`);
  }
  return {
    run,
    invocations: number(values, 'invocations', 'a whole number of at least 1', isCount),
    concurrency: number(values, 'concurrency', 'a whole number of at least 1', isCount),
    once: values.once !== undefined,
    deadlineSeconds: number(values, 'deadline', 'a number of seconds, more than 0', (n) => n > 0 && n <= 86_400),
    json: values.json !== undefined,
    inspect: values.inspect === undefined ? undefined : inspectOption(values.inspect),
    port: values.port === undefined ? undefined : number(values, 'port', 'a port from 0 to 65535', isPort),
    data: values.data === undefined ? undefined : text(values, 'data'),
    keepMb: number(values, 'keep', 'a number of megabytes, 1 or more', (n) => n >= 1 && n <= 1_000_000),
    strict: values.strict !== undefined,
    verbose: values.verbose !== undefined,
    traceDelaySeconds: number(values, 'trace-delay', 'a number of seconds, 0 or more', (n) => n >= 0 && n <= 86_400),
    sampling,
    transactionSearch: values['transaction-search'] !== undefined,
    faults: values.faults === undefined ? [] : faultRules(values.faults),
    retryDelayScale: number(values, 'retry-delay-scale', 'a number from 0 to 1', (n) => n >= 0 && n <= 1),
  };
}

function runOptions(values: Values): ServeOptions['run'] {
  if (values.function === undefined) {
    const lonely = ['event', 'invocations', 'concurrency'].find((name) => values[name] !== undefined);
    if (lonely !== undefined) throw new UsageError(`--${lonely} needs --function NAME.`);
    return undefined;
  }
  return { function: text(values, 'function'), event: values.event };
}

/** `NAME` or `NAME:PORT`. */
function inspectOption(given: string): ServeOptions['inspect'] {
  const [, name = '', port] = /^([^:]+)(?::(\d+))?$/.exec(given) ?? [];
  const inspectorPort = port === undefined ? DEFAULT_INSPECTOR_PORT : Number(port);
  if (name === '' || !isPort(inspectorPort) || inspectorPort === 0) {
    throw new UsageError(`--inspect must be NAME or NAME:PORT, but was "${given}".`);
  }
  return { function: name, port: inspectorPort };
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

function text(values: Values, name: string): string {
  const value = values[name] ?? FLAGS.find((flag) => flag.name === name)?.default ?? '';
  if (value === '') throw new UsageError(`--${name} needs a value.`);
  return value;
}

function number(values: Values, name: string, rule: string, fits: (value: number) => boolean): number {
  const given = text(values, name);
  const value = Number(given);
  if (given.trim() === '' || !fits(value)) throw new UsageError(`--${name} must be ${rule}, but was "${given}".`);
  return value;
}

interface Parsed {
  /** The last value of each flag; an empty string for a switch. */
  values: Record<string, string | undefined>;
  /** The values of --parameter-overrides, which accepts several. */
  overrides: string[];
  /** The words that are neither flags nor their values. */
  names: string[];
}

function parse(args: readonly string[], flags: readonly Flag[], subcommand: Subcommand | undefined): Parsed {
  const maxNames = subcommand === undefined ? 0 : 1;
  const parsed: Parsed = { values: {}, overrides: [], names: [] };
  let lastFlag: string | undefined;
  for (const token of tokensOf(args, flags, subcommand)) {
    if (token.kind === 'option') {
      lastFlag = token.name;
      if (token.name === 'parameter-overrides') parsed.overrides.push(token.value ?? '');
      else parsed.values[token.name] = token.value ?? '';
    } else if (token.kind === 'positional') {
      if (lastFlag === 'parameter-overrides') parsed.overrides.push(token.value);
      else if (parsed.names.length < maxNames) parsed.names.push(token.value);
      else throw unexpectedWord(token.value, subcommand);
    }
  }
  return parsed;
}

function tokensOf(args: readonly string[], flags: readonly Flag[], subcommand: Subcommand | undefined) {
  const options = Object.fromEntries(
    flags.map((flag) => [flag.name, { type: flag.value === undefined ? ('boolean' as const) : ('string' as const) }]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, tokens: true }).tokens;
  } catch (cause) {
    const { message } = cause as Error;
    const [, unknown] = /^Unknown option '([^']+)'/.exec(message) ?? [];
    if (unknown !== undefined) throw new UsageError(unknownFlag(unknown, flags, subcommand), { cause });
    // Node.js has one message for a missing value and one for a value that begins with a dash.
    const [, flag] = /^Option '(--[\w-]+)(?: <value>)?' argument /.exec(message) ?? [];
    if (flag !== undefined) throw new UsageError(`${flag} needs a value. It must not begin with a dash.`, { cause });
    throw new UsageError(`${message.split(/\.\s/)[0]}. Run samtrace --help for the flags.`, { cause });
  }
}

function unknownFlag(typed: string, flags: readonly Flag[], subcommand: Subcommand | undefined): string {
  const known = FLAGS.find((flag) => `--${flag.name}` === typed);
  if (known !== undefined) return `samtrace ${subcommand} does not accept ${typed}.`;
  const names = flags.map((flag) => `--${flag.name}`);
  return `Unknown flag ${typed}.${didYouMean(typed, names)} Run samtrace --help for the flags.`;
}

function unexpectedWord(word: string, subcommand: Subcommand | undefined): UsageError {
  if (subcommand !== undefined) {
    return new UsageError(`"${word}" is unexpected: ${subcommand} needs the name of one ${OBJECTS[subcommand]}.`);
  }
  return new UsageError(
    `"${word}" is not a command.${didYouMean(word, SUBCOMMANDS)} Run samtrace --help for the commands.`,
  );
}

function faultRules(rules: string): FaultRule[] {
  try {
    return parseFaults(rules);
  } catch (cause) {
    throw new UsageError(`--faults: ${(cause as Error).message}`, { cause });
  }
}

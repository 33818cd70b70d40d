import { parseArgs } from 'node:util';
import { type FaultRule, parseFaults } from '../gateway/faults.ts';
import { FLAGS } from './flags.ts';

/** What `npm start` is told. Times as the flags give them: seconds. */
export interface CliOptions {
  function: string;
  event: string;
  invocations: number;
  concurrency: number;
  parameterOverrides: Record<string, string>;
  port: number;
  traceDelaySeconds: number;
  sampling: 'all' | 'lambda';
  template: string;
  once: boolean;
  deadlineSeconds: number;
  json: boolean;
  data: string | undefined;
  faults: FaultRule[];
  retryDelayScale: number;
}

/** A problem with what the person typed: its message is all they need to see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the command line. Throws a {@link UsageError} that names the flag, the rule and the value. */
export function parseCliOptions(args: readonly string[]): CliOptions | 'help' {
  const { values, overrides } = parse(args);
  if (values.help !== undefined) return 'help';
  const text = (name: string) => values[name] ?? FLAGS.find((flag) => flag.name === name)?.default;
  const required = (name: string) => {
    const value = text(name);
    if (value === undefined || value === '') throw new UsageError(`--${name} is missing; --help lists the flags.`);
    return value;
  };
  const number = (name: string, rule: string, fits: (value: number) => boolean) => {
    const given = required(name);
    const value = Number(given);
    if (given.trim() === '' || !fits(value)) throw new UsageError(`--${name} must be ${rule}, not "${given}".`);
    return value;
  };
  const atLeastOne = (value: number) => Number.isInteger(value) && value >= 1;
  const sampling = required('sampling');
  if (sampling !== 'all' && sampling !== 'lambda') {
    throw new UsageError(`--sampling must be all or lambda, not "${sampling}".`);
  }
  const options: CliOptions = {
    function: required('function'),
    event: required('event'),
    invocations: number('invocations', 'a whole number of at least 1', atLeastOne),
    concurrency: number('concurrency', 'a whole number of at least 1', atLeastOne),
    parameterOverrides: parameterOverrides(overrides),
    port: number('port', 'a port, 0 to 65535', (value) => Number.isInteger(value) && value >= 0 && value <= 65535),
    traceDelaySeconds: number(
      'trace-delay',
      'a number of seconds, 0 or more',
      (value) => value >= 0 && value <= 86_400,
    ),
    sampling,
    template: required('template'),
    once: values.once !== undefined,
    deadlineSeconds: number('deadline', 'a number of seconds, more than 0', (value) => value > 0 && value <= 86_400),
    json: values.json !== undefined,
    data: values.data === undefined ? undefined : required('data'),
    faults: values.faults === undefined ? [] : faultRules(values.faults),
    retryDelayScale: number('retry-delay-scale', 'a number, 0 to 1', (value) => value >= 0 && value <= 1),
  };
  if (options.json && !options.once) throw new UsageError('--json goes with --once.');
  return options;
}

/** The values as typed, the last one of a repeated flag; the values of --parameter-overrides apart, since it takes several. */
function parse(args: readonly string[]): { values: Record<string, string | undefined>; overrides: string[] } {
  const options = Object.fromEntries(
    FLAGS.map((flag) => [flag.name, { type: flag.value === undefined ? ('boolean' as const) : ('string' as const) }]),
  );
  const values: Record<string, string | undefined> = {};
  const overrides: string[] = [];
  let last: string | undefined;
  try {
    for (const token of parseArgs({ args: [...args], options, allowPositionals: true, tokens: true, strict: true })
      .tokens) {
      if (token.kind === 'option-terminator') continue;
      if (token.kind === 'option') {
        last = token.name;
        if (last === 'parameter-overrides') overrides.push(token.value ?? '');
        else values[token.name] = token.value ?? '';
      } else if (last === 'parameter-overrides') overrides.push(token.value);
      else throw new UsageError(`"${token.value}" is not a flag; --help lists them.`);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${parseProblem(error as Error)}; --help lists the flags.`, { cause: error });
  }
  return { values, overrides };
}

/** `Option '--event <value>' argument missing` and `… argument is ambiguous` (it begins with a dash) mean one thing. */
function parseProblem({ message }: Error): string {
  const [, flag] = /^Option '(--[\w-]+)(?: <value>)?' argument /.exec(message) ?? [];
  if (flag === undefined) return message.split(/\.\s/)[0] ?? message;
  return `${flag} needs a value, which does not begin with a dash`;
}

function parameterOverrides(given: readonly string[]): Record<string, string> {
  const overrides: Record<string, string> = {};
  // As sam takes them: several values, or one quoted text of several pairs.
  for (const pair of given.flatMap((text) => text.split(/\s+(?=[A-Za-z0-9]+=)/))) {
    const [, key, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(pair) ?? [];
    if (key === undefined || value === undefined) {
      throw new UsageError(`--parameter-overrides takes Key=Value pairs, not "${pair}".`);
    }
    overrides[key] = value;
  }
  return overrides;
}

function faultRules(text: string): FaultRule[] {
  try {
    return parseFaults(text);
  } catch (error) {
    throw new UsageError(`--faults: ${(error as Error).message}`, { cause: error });
  }
}

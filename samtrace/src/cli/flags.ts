export type Subcommand = 'invoke' | 'fire';

export interface Flag {
  readonly name: string;
  /** How the help names the value. A flag without one is a switch. */
  readonly value?: string;
  readonly default?: string;
  readonly help: string;
  /** The subcommands that accept the flag, too. */
  readonly subcommands?: readonly Subcommand[];
}

/** Every flag. The parser and the help come from this list. */
export const FLAGS: readonly Flag[] = [
  {
    name: 'template',
    value: 'FILE',
    help: 'SAM or CloudFormation template (default: template.yaml or template.yml)',
    subcommands: ['invoke', 'fire'],
  },
  {
    name: 'parameter-overrides',
    value: 'K=V …',
    help: "values of the template's parameters, as for sam deploy; they override samconfig.toml",
    subcommands: ['invoke', 'fire'],
  },
  {
    name: 'config-env',
    value: 'NAME',
    default: 'default',
    help: 'environment in samconfig.toml whose parameter_overrides are used',
    subcommands: ['invoke', 'fire'],
  },
  { name: 'function', value: 'NAME', help: 'invoke this function after the start; needs --event' },
  {
    name: 'event',
    value: 'FILE',
    help: 'event for the function; {{n}} in a string is replaced by the number of the invocation',
    subcommands: ['invoke'],
  },
  { name: 'invocations', value: 'N', default: '20', help: 'number of invocations' },
  { name: 'concurrency', value: 'N', default: '1', help: 'number of invocations at the same time' },
  {
    name: 'once',
    help: 'exit when all work is done: with status 0 if every delivery and asynchronous invocation succeeded',
  },
  { name: 'deadline', value: 'SECONDS', default: '60', help: 'with --once: exit with status 1 after this time' },
  { name: 'json', help: 'with --once: print one JSON object, and nothing else, on stdout' },
  {
    name: 'inspect',
    value: 'NAME',
    help: 'let a debugger attach to this function, on port 9229 or with NAME:PORT on another one',
  },
  { name: 'port', value: 'PORT', help: 'port of the page and the AWS endpoint (default: 4566, or a free one)' },
  { name: 'data', value: 'DIR', help: 'keep traces, logs, and objects in this directory for the next start' },
  {
    name: 'keep',
    value: 'MB',
    default: '128',
    help: 'memory for traces, logs, and results; above this limit, the oldest are removed',
  },
  { name: 'strict', help: 'reject a template with resources, events, or properties that samtrace would ignore' },
  { name: 'verbose', help: 'list everything that samtrace ignores in the template, with the reasons' },
  { name: 'trace-delay', value: 'SECONDS', default: '0', help: 'time until X-Ray returns a new trace' },
  {
    name: 'sampling',
    value: 'all|lambda',
    default: 'all',
    help: 'trace all requests, or sample as Lambda does: 1 request per second plus 5% of the others',
  },
  {
    name: 'transaction-search',
    help: 'simulate an account with CloudWatch Transaction Search: BatchGetTraces finds only 1% of the traces',
  },
  {
    name: 'faults',
    value: 'RULES',
    help: "make the functions' AWS calls fail, such as logs:GetLogEvents=throttle@0.2,s3=500@0.1",
  },
  {
    name: 'retry-delay-scale',
    value: 'X',
    default: '0.01',
    help: 'factor for the waits before asynchronous retries, which are 1 and 2 minutes',
  },
  { name: 'help', help: 'show this text', subcommands: ['invoke', 'fire'] },
  { name: 'version', help: 'show the version', subcommands: ['invoke', 'fire'] },
];

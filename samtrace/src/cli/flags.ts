interface Flag {
  name: string;
  /** How its value is called in the help; none for a switch. */
  value?: string;
  default?: string;
  help: string;
}

/** Every flag, once: the parser, the help and the README's table come from here. */
export const FLAGS: readonly Flag[] = [
  { name: 'function', value: 'NAME', help: 'function to invoke: its logical id in the template' },
  { name: 'event', value: 'FILE', help: 'its event; {{n}} in a string becomes the number of the invocation' },
  { name: 'invocations', value: 'N', default: '20', help: 'how often' },
  { name: 'concurrency', value: 'N', default: '1', help: 'how many at the same time' },
  {
    name: 'parameter-overrides',
    value: 'K=V …',
    help: "the template's parameters, as for sam: ErrorRate=0.4 FailureSeed=7",
  },
  { name: 'port', value: 'P', default: '4566', help: 'port of the page and of every service; 0 takes any free one' },
  { name: 'trace-delay', value: 'SECONDS', default: '0', help: 'how late X-Ray shows a trace' },
  { name: 'sampling', value: 'all|lambda', default: 'all', help: 'lambda: one request a second and 5 % of the rest' },
  {
    name: 'template',
    value: 'FILE',
    default: 'template.yml',
    help: 'a SAM or CloudFormation template of Node.js functions',
  },
  {
    name: 'once',
    help: 'leave when nothing is pending; status 0 only if no delivery or asynchronous invocation failed',
  },
  { name: 'deadline', value: 'SECONDS', default: '60', help: 'with --once: leave then at the latest, with status 1' },
  { name: 'json', help: 'with --once: one JSON object on stdout and nothing else' },
  { name: 'data', value: 'DIR', help: 'keep traces, logs and objects there, for the next start' },
  { name: 'faults', value: 'RULES', help: "make functions' AWS calls fail: logs:GetLogEvents=throttle@0.2,s3=500@0.1" },
  {
    name: 'retry-delay-scale',
    value: 'X',
    default: '0.01',
    help: 'scales the waits of asynchronous retries, 1 and 2 minutes',
  },
  { name: 'help', help: 'this text' },
];

export function helpText(): string {
  const rows = FLAGS.map((flag) => {
    const left = `--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
    return `  ${left.padEnd(30)}${flag.help}${flag.default === undefined ? '' : ` (${flag.default})`}`;
  });
  return [
    'Runs a SAM template on this machine: Lambda, X-Ray, CloudWatch Logs, S3, SQS and STS on one local endpoint, which',
    "judges each function's calls by its role's IAM policies.",
    '',
    'npm start -- --function NAME --event FILE [flags]',
    '',
    ...rows,
  ].join('\n');
}

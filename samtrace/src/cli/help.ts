import { FLAGS } from './flags.ts';
import { wrap } from './wrap.ts';

const COMMANDS = [
  ['samtrace [flags]', 'build and start the application, show its traces on a page, and run until Ctrl-C'],
  [
    'samtrace invoke NAME [flags]',
    'invoke one function: print its answer on stdout and its log on stderr; status 1 if it failed',
  ],
  ['samtrace fire NAME [flags]', 'start one schedule now; status 1 if an invoked function failed'],
] as const;

const EXAMPLES = [
  'npx samtrace',
  'npx samtrace --function OrderFunction --event events/order.json --once',
  'npx samtrace invoke OrderFunction --event events/order.json',
  'echo \'{"id": 1}\' | npx samtrace invoke OrderFunction --event -',
  'npx samtrace --parameter-overrides Stage=dev TableSize=3',
] as const;

const INTRODUCTION =
  'Runs the Node.js functions of a SAM application on this machine, without an AWS account or Docker, and shows their ' +
  'traces: service map, timelines, and logs.';

/** The text of `--help`, at most `columns` wide. */
export function helpText(columns: number): string {
  return [
    ...wrap(INTRODUCTION, columns),
    '',
    'Commands:',
    ...COMMANDS.flatMap((row) => twoColumns(row, columns)),
    '',
    'Flags (* also for invoke and, except --event, for fire):',
    ...FLAGS.flatMap((flag) => {
      const value = flag.value === undefined ? '' : ` ${flag.value}`;
      const standard = flag.default === undefined ? '' : ` (default: ${flag.default})`;
      return twoColumns([`--${flag.name}${value}${flag.subcommands ? ' *' : ''}`, `${flag.help}${standard}`], columns);
    }),
    '',
    'Examples:',
    ...EXAMPLES.flatMap((example) => wrap(`  ${example}`, columns)),
  ].join('\n');
}

/** Name and description side by side, or one below the other in a narrow terminal. */
function twoColumns([name, description]: readonly [string, string], columns: number): string[] {
  if (columns < 72) return [...wrap(`  ${name}`, columns), ...wrap(`      ${description}`, columns)];
  const indent = ' '.repeat(32);
  const lines = wrap(indent + description, columns);
  if (name.length > 28) return [`  ${name}`, ...lines];
  return lines.map((line, index) => (index === 0 ? `  ${name}`.padEnd(32) + line.trimStart() : line));
}

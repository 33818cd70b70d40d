/** What every script does alike: reads its options, helps, and says in one line what went wrong. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Something that a person can mend, in one line. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>['values'];

/**
 * Runs a script's work with its options and what else was written on the command line. Ends with status 0 if the work
 * says true, 1 if it says false or fails, 2 if it was called in a wrong way.
 */
export async function runCommand<Options extends ParseArgsOptionsConfig>(
  { help, options }: { help: string; options: Options },
  work: (values: Values<Options>, positionals: string[]) => Promise<boolean>,
): Promise<void> {
  try {
    if (process.argv.includes('--help')) return console.log(help);
    const { values, positionals } = parse(options);
    process.exitCode = (await work(values, positionals)) ? 0 : 1;
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    console.error(explain(error));
  }
}

class UsageError extends CommandError {}

function parse<Options extends ParseArgsOptionsConfig>(options: Options) {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    const [first] = String(error instanceof Error ? error.message : error).split('. ');
    throw new UsageError(`${first}. --help lists what there is.`);
  }
}

/** One line; a bug keeps its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, address, port } = error as { code?: unknown; address?: unknown; port?: unknown };
  if (code === 'ECONNREFUSED') return `Nothing answers at ${address}:${port}. Is npm start running there?`;
  if (code === 'ENOENT') return error.message;
  if (/Region is missing|CredentialsProviderError/.test(`${error.name} ${error.message}`)) {
    return `${error.message.split('\n')[0]}: set AWS_REGION and AWS_PROFILE, or use --local for the local stack.`;
  }
  const isExpected = error instanceof CommandError || '$metadata' in error;
  return isExpected ? `${error.message}` : (error.stack ?? error.message);
}

/** What all scripts have in common: they read options, print help, and explain errors in one line. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** An error that the user can fix. It is printed without a stack. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

interface Command<Options extends ParseArgsOptionsConfig> {
  help: string;

  options: Options;
}

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>;

/**
 * Runs a script. The exit status is 0 if `work` returns true, 1 if it returns false or throws, and 2
 * if the options are wrong.
 */
export async function runCommand<Options extends ParseArgsOptionsConfig>(
  { help, options }: Command<Options>,
  work: (values: Parsed<Options>['values'], positionals: string[]) => Promise<boolean>,
): Promise<void> {
  if (process.argv.includes('--help')) {
    console.log(help);
    return;
  }
  try {
    const { values, positionals } = parse(options);
    process.exitCode = (await work(values, positionals)) ? 0 : 1;
  } catch (error) {
    process.exitCode = error instanceof UsageError ? 2 : 1;
    console.error(explain(error));
  }
}

function parse<Options extends ParseArgsOptionsConfig>(options: Options): Parsed<Options> {
  try {
    return parseArgs({ options, allowPositionals: true });
  } catch (error) {
    const [problem] = messageOf(error).split('. ');
    throw new UsageError(`${problem}. --help lists the options.`);
  }
}

/** One line. Only an error in the script itself has a stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code === 'ECONNREFUSED') {
    return `Nothing answers at ${address}:${port}. Is npm start running?`;
  }
  if (/Region is missing|CredentialsProviderError/.test(`${error.name} ${error.message}`)) {
    const [problem] = error.message.split('\n');
    return `${problem}: set AWS_REGION and AWS_PROFILE, or use --local.`;
  }
  const isExpected = error instanceof CommandError || code === 'ENOENT' || '$metadata' in error;
  return isExpected ? error.message : (error.stack ?? error.message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { explain } from './explain.ts';
import { fireCommand } from './fire.ts';
import { helpText } from './help.ts';
import { invokeCommand } from './invoke.ts';
import { type Command, parseCommandLine } from './options.ts';
import { serve } from './serve.ts';
import { readVersion } from './version.ts';

const MAX_HELP_COLUMNS = 100;

/** Runs a command line and returns the exit status. Prints an error as one line on stderr. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    return await run(parseCommandLine(args));
  } catch (error) {
    process.stderr.write(`${await explain(error)}\n`);
    return 1;
  }
}

async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(`${helpText(Math.min(process.stdout.columns ?? 80, MAX_HELP_COLUMNS))}\n`);
      return 0;
    case 'version':
      process.stdout.write(`${readVersion()}\n`);
      return 0;
    case 'invoke':
      return invokeCommand(command.options);
    case 'fire':
      return fireCommand(command.options);
    case 'serve':
      return serve(command.options);
  }
}

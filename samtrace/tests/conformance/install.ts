import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** The programs stay installed here until their versions change. */
export const DIRECTORY = resolve('.local/conformance');

/** On a busy machine, pip takes minutes to install the SAM CLI. */
const INSTALL_LIMIT_MS = 600_000;

/** Runs a command of an installation. Rejects if it fails or takes too long. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  try {
    await promisify(execFile)(command, args, { ...options, timeout: INSTALL_LIMIT_MS });
  } catch (error) {
    if (!(error as { killed?: boolean }).killed) throw error;
    throw new Error(`${command} took longer than ${INSTALL_LIMIT_MS / 1000} s.`, { cause: error });
  }
}

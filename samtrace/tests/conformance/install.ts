import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** Where the peers are installed, and stay until their versions change. */
export const DIRECTORY = resolve('.local/conformance');

/** A peer that takes longer is not checked. */
const INSTALL_LIMIT_MS = 180_000;

/** Runs a command of an installation. Rejects if it fails or takes too long. */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  await promisify(execFile)(command, args, { ...options, timeout: INSTALL_LIMIT_MS });
}

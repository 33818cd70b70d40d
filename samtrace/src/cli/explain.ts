import { StoredDataError, systemReason } from '../aws/error.ts';
import { BuildError } from '../build/build.ts';
import { FaultError } from '../gateway/faults.ts';
import { DirectoryInUseError } from '../stack/directory-lock.ts';
import { TemplateError } from '../template/template.ts';
import { portOwner } from './port-owner.ts';
import { UsageError } from './usage-error.ts';

/** Errors whose message is all that a person needs to see. */
const WITHOUT_STACK = [UsageError, TemplateError, BuildError, DirectoryInUseError, StoredDataError];

/** An error in one line if a person can solve it. Any other error is a mistake in samtrace and keeps its stack. */
export async function explain(error: unknown): Promise<string> {
  if (WITHOUT_STACK.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof FaultError) return `--faults: ${error.message}`;
  const { code, port, path, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && port !== undefined) {
    if (code === 'EADDRINUSE') return portInUse(port, await portOwner(port));
    if (code === 'EACCES') return `This user may not open port ${port}. Choose another one with --port.`;
  }
  if (path !== undefined && syscall !== undefined) return `${path} ${systemReason(error)}.`;
  return (error as Error).stack ?? String(error);
}

function portInUse(port: number, owner: string | undefined): string {
  const who = owner === undefined ? 'another process' : owner;
  return `Port ${port} is in use by ${who}. Stop it, or choose another port with --port (0 takes any free one).`;
}

import { StoredDataError, systemReason } from '../aws/error.ts';
import { BuildError } from '../build/build.ts';
import { FaultError } from '../gateway/faults.ts';
import { FolderInUseError } from '../stack/run-lock.ts';
import { TemplateError } from '../template/template.ts';
import { UsageError } from './options.ts';

/** Errors whose message is all that a person needs to see. */
const PLAIN = [UsageError, TemplateError, BuildError, FolderInUseError, StoredDataError];

/** What went wrong, in one line where a person can do something about it; anything else keeps its stack. */
export function explain(error: unknown): string {
  if (PLAIN.some((kind) => error instanceof kind)) return (error as Error).message;
  if (error instanceof FaultError) return `--faults: ${error.message}`;
  const { code, port, path, syscall } = error as NodeJS.ErrnoException & { port?: number };
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `Port ${port} is in use: stop what listens there, or choose another with --port (0 = any free one).`;
  if (syscall === 'listen' && code === 'EACCES')
    return `Port ${port} may not be opened by this user: choose another with --port (0 = any free one).`;
  if (path !== undefined && syscall !== undefined) return `${path} ${systemReason(error)}.`;
  return (error as Error).stack ?? String(error);
}

import { join } from 'node:path';
import type { FunctionDefinition } from './contract.ts';

/** The messages and statuses of Lambda's bootstrap if the wrapper does not exist or is not executable. */
const RUN_WRAPPER =
  'if [ ! -f "$0" ]; then echo "$0: does not exist"; exit 127; fi; ' +
  'if [ ! -x "$0" ]; then echo "$0: is not an executable"; exit 126; fi; ' +
  'exec "$0" "$@"';

/**
 * The command that starts the runtime. With the variable AWS_LAMBDA_EXEC_WRAPPER, the wrapper script gets the usual command
 * as its arguments. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html#runtime-wrapper
 */
export function startCommand(
  definition: FunctionDefinition,
  runtime: readonly [string, ...string[]],
): readonly [string, ...string[]] {
  const wrapper = definition.environment.AWS_LAMBDA_EXEC_WRAPPER;
  if (wrapper === undefined || wrapper === '') return runtime;
  return ['/bin/sh', '-c', RUN_WRAPPER, localPath(definition, wrapper), ...runtime];
}

/** Lambda's folders `/var/task` and `/opt` are other folders on this machine. */
function localPath({ codeDirectory, layerDirectory }: FunctionDefinition, path: string): string {
  if (path.startsWith('/var/task/')) return join(codeDirectory, path.slice('/var/task/'.length));
  if (path.startsWith('/opt/') && layerDirectory !== undefined) return join(layerDirectory, path.slice('/opt/'.length));
  return path;
}

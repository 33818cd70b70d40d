import { rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Makes one JavaScript file of the runtime client, in a directory that is emptied first and goes with `remove`. Node
 * could run the TypeScript itself, but loading its compiler would double the time of every cold start.
 */
export async function bundleRuntime(directory: string): Promise<{ file: string; remove: () => Promise<void> }> {
  const remove = () => rm(directory, { recursive: true, force: true });
  await remove();
  // Its stack frames look as on Lambda, for any folder.
  const file = join(directory, 'var/runtime/client.mjs');
  await build({
    // A TypeScript file in the repository, and a JavaScript file in the published package, as this one.
    entryPoints: [join(import.meta.dirname, 'runtime', `client${extname(import.meta.filename)}`)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // A constant, because a variable would be part of the function's environment.
    define: { FILE_OF_THE_STACK: JSON.stringify(import.meta.filename) },
    keepNames: true, // JSON logs use the name of the constructor as the type of an error
  });
  return { file, remove };
}

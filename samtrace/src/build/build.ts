import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FunctionResource } from '../template/model.ts';
import { BuildError, bundle } from './esbuild.ts';

export { BuildError } from './esbuild.ts';

/** What Lambda gets of a function. */
export interface BuiltFunction {
  /** LAMBDA_TASK_ROOT. */
  readonly codeDirectory: string;
  readonly handler: string;
  /** What SAM adds to the function's own variables: NODE_OPTIONS for source maps. */
  readonly environment: Readonly<Record<string, string>>;
}

const SOURCE_MAPS = '--enable-source-maps';
/** Beside the code, but no part of it. `node_modules` is linked instead of copied. */
const NOT_COPIED = new Set(['.aws-sam', '.git', '.local', 'node_modules']);

/**
 * Makes what `sam build` would deploy of a function in `outDirectory`, which is emptied first. Throws a
 * {@link BuildError} that names the function.
 */
export async function buildFunction(
  fn: Pick<FunctionResource, 'logicalId' | 'handler' | 'code' | 'environment'>,
  outDirectory: string,
): Promise<BuiltFunction> {
  const codeDirectory = path.resolve(outDirectory);
  await rm(codeDirectory, { recursive: true, force: true });
  await mkdir(codeDirectory, { recursive: true });
  try {
    const built = await build(fn, codeDirectory);
    await isolate(codeDirectory);
    return { codeDirectory, ...built };
  } catch (cause) {
    if (!(cause instanceof BuildError)) throw cause;
    const lines = cause.message.split('\n').map((line) => `${fn.logicalId}: ${line}`);
    throw new BuildError(lines.join('\n'), { cause });
  }
}

async function build(
  { code, handler, environment }: Pick<FunctionResource, 'handler' | 'code' | 'environment'>,
  codeDirectory: string,
): Promise<Pick<BuiltFunction, 'handler' | 'environment'>> {
  if (code.kind === 'inline') {
    await writeFile(path.join(codeDirectory, 'index.js'), code.source);
    return { handler, environment: {} };
  }
  if (code.kind === 'directory') {
    await copyDirectory(code.directory, codeDirectory);
    return { handler, environment: {} };
  }
  const options = environment.NODE_OPTIONS ?? '';
  const enabled = options.split(/\s+/).includes(SOURCE_MAPS);
  const sourcemap = code.buildProperties.Sourcemap ?? enabled;
  await bundle({ ...code, buildProperties: { ...code.buildProperties, Sourcemap: sourcemap } }, codeDirectory);
  const added = sourcemap !== false && !enabled ? { NODE_OPTIONS: `${options} ${SOURCE_MAPS}`.trim() } : {};
  return { handler: builtHandler(handler, codeDirectory), environment: added };
}

/**
 * One entry point lands at the root of the bundle, so `src/app.handler` becomes `app.handler` unless there is a
 * `src/app.js`: SAM's own rule.
 */
function builtHandler(handler: string, codeDirectory: string): string {
  const module = handler.slice(0, handler.lastIndexOf('.'));
  return existsSync(path.join(codeDirectory, `${module}.js`)) ? handler : path.posix.basename(handler);
}

async function copyDirectory(from: string, to: string): Promise<void> {
  if (!existsSync(from)) throw new BuildError(`The code's directory ${from} does not exist.`);
  for (const name of await readdir(from)) {
    const source = path.join(from, name);
    const holdsTarget = `${to}${path.sep}`.startsWith(`${source}${path.sep}`);
    if (NOT_COPIED.has(name) || holdsTarget) continue;
    await cp(source, path.join(to, name), { recursive: true });
  }
  const modules = path.join(from, 'node_modules');
  if (existsSync(modules)) await symlink(modules, path.join(to, 'node_modules'), 'junction');
}

/** On Lambda no package.json lies above the code. Without one here, the project's own would say what a `.js` file is. */
async function isolate(codeDirectory: string): Promise<void> {
  const manifest = path.join(codeDirectory, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{}\n');
}

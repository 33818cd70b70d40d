import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FunctionResource } from '../template/model.ts';
import { BuildError } from './build-error.ts';
import { bundle } from './esbuild.ts';
import { type UnpackedLayer, unpackLayers } from './layers.ts';

export { BuildError } from './build-error.ts';

/** The parts of a function that Lambda gets. */
export interface BuiltFunction {
  /** LAMBDA_TASK_ROOT. */
  readonly codeDirectory: string;
  readonly handler: string;
  /** The folder with the function's layers, which replaces /opt. */
  readonly layerDirectory?: string;
  /** In the order in which they were unpacked. */
  readonly layers: readonly UnpackedLayer[];
  /** The folder with the source, for messages; inline code has none. */
  readonly sourceDirectory?: string;
  /** Variables that SAM adds to the function's own: NODE_OPTIONS for source maps. */
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
  fn: Pick<FunctionResource, 'logicalId' | 'handler' | 'code' | 'environment' | 'layers'>,
  outDirectory: string,
): Promise<BuiltFunction> {
  const codeDirectory = path.resolve(outDirectory);
  await rm(codeDirectory, { recursive: true, force: true });
  await mkdir(codeDirectory, { recursive: true });
  try {
    const built = await build(fn, codeDirectory);
    await isolate(codeDirectory);
    const layerDirectory = `${codeDirectory}-layers`;
    const layers = await unpackLayers(fn.layers, layerDirectory);
    return {
      codeDirectory,
      layers,
      ...(layers.length > 0 && { layerDirectory }),
      ...sourceOf(fn.code),
      ...built,
    };
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

function sourceOf(code: FunctionResource['code']): Pick<BuiltFunction, 'sourceDirectory'> {
  if (code.kind === 'inline') return {};
  return { sourceDirectory: code.kind === 'esbuild' ? code.codeUri : code.directory };
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
  // SAM deploys a file as an archive with that file.
  if (statSync(from).isFile()) return cp(from, path.join(to, path.basename(from)));
  for (const name of await readdir(from)) {
    const source = path.join(from, name);
    const holdsTarget = `${to}${path.sep}`.startsWith(`${source}${path.sep}`);
    if (NOT_COPIED.has(name) || holdsTarget) continue;
    await cp(source, path.join(to, name), { recursive: true });
  }
  const modules = path.join(from, 'node_modules');
  if (existsSync(modules)) await symlink(modules, path.join(to, 'node_modules'), 'junction');
}

/** On Lambda, no package.json is above the code. Without this one, the project's package.json would define the type of `.js` files. */
async function isolate(codeDirectory: string): Promise<void> {
  const manifest = path.join(codeDirectory, 'package.json');
  if (!existsSync(manifest)) await writeFile(manifest, '{}\n');
}

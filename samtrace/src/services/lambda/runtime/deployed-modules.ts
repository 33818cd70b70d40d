import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire, type ResolveHookContext, registerHooks } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { foldersOfPackages } from './layer-folders.ts';
import { isNotFound, isPath, notFound, packageOf, whyNotFound } from './missing-module.ts';

/** The packages that the runtime has outside the function's folder: the AWS SDK, with everything that it needs. */
const OF_THE_RUNTIME = /[\\/]node_modules[\\/](@aws-sdk|@aws|@smithy)[\\/]/;
const NAME_OF_THE_SDK = /^@(aws-sdk|smithy)\//;

/** Written in by the bundler. From there the stack's own AWS SDK is found. */
declare const FILE_OF_THE_STACK: string;

export interface DeployedFolders {
  readonly taskRoot: string;
  /** Stands for /opt. */
  readonly layerDirectory: string | undefined;
  /** The folder that the code was built from. */
  readonly sourceDirectory: string | undefined;
}

type Resolved = ReturnType<Parameters<NonNullable<Parameters<typeof registerHooks>[0]['resolve']>>[2]>;
type Resolve = (specifier: string, context?: Partial<ResolveHookContext>) => Resolved;

/**
 * Limits a function to the modules that will be deployed: those in its own folder and in its layers,
 * Node's own, and the AWS SDK, which is part of the runtime. Locally the folders above hold more, the project's
 * node_modules above all: with them a package that the bundle lacks would be missed for the first time on AWS. A function
 * in a folder without an AWS SDK above it gets the stack's.
 */
export function confineTo(folders: DeployedFolders): void {
  const { taskRoot, layerDirectory, sourceDirectory } = folders;
  const inside = [taskRoot, layerDirectory].flatMap((folder) =>
    folder === undefined ? [] : [`${realpathSync(folder)}${sep}`],
  );
  const isInstalled = installedPackages(taskRoot);
  const stack = createRequire(FILE_OF_THE_STACK);
  registerHooks({
    resolve(given, context, nextResolve) {
      const specifier = inLayers(given, layerDirectory);
      const isOwnCode = isIn(inside, context.parentURL);
      let found: Resolved;
      try {
        found = withLayers(nextResolve, specifier, context, layerDirectory);
      } catch (error) {
        // The handler's own module is looked up from the package.json; Node's text is AWS's text for it.
        const isHandler = context.parentURL === pathToFileURL(join(taskRoot, 'package.json')).href;
        if (!isOwnCode || isHandler || !isNotFound(error)) throw error;
        if (!NAME_OF_THE_SDK.test(specifier)) throw whyNotFound(error, specifier, sourceDirectory);
        return {
          url: pathToFileURL(ofTheRuntime(stack, specifier, isRequired(context), sourceDirectory)).href,
          shortCircuit: true,
        };
      }
      if (!found.url.startsWith('file:') || !isOwnCode) return found;
      const path = fileURLToPath(found.url);
      if (isIn(inside, found.url) || OF_THE_RUNTIME.test(path) || isInstalled(packageOf(specifier))) return found;
      const inLayer = hiddenInLayers(nextResolve, specifier, context, layerDirectory);
      if (inLayer !== undefined && isIn(inside, inLayer.url)) return inLayer;
      const why = `It is in ${path}, which is not in the function's folder and so would not be deployed.`;
      throw notFound(specifier, why, isRequired(context));
    },
  });
}

/**
 * Tells the packages that `sam build` installs: the dependencies of a package.json. Locally they may lie in a higher folder,
 * as in workspaces. Without a package.json, which the build replaces with an empty one, node_modules is copied unchanged.
 */
function installedPackages(taskRoot: string): (name: string) => boolean {
  try {
    const manifest = Object(JSON.parse(readFileSync(join(taskRoot, 'package.json'), 'utf8')));
    if (Object.keys(manifest).length === 0) return (name) => existsSync(join(taskRoot, 'node_modules', name));
    const names = new Set(Object.keys(Object(manifest.dependencies)));
    return (name) => names.has(name);
  } catch {
    return () => false;
  }
}

/** `/opt/nodejs/x` is in the folder that replaces /opt. */
function inLayers(specifier: string, layerDirectory: string | undefined): string {
  const [, path] = /^(?:file:\/\/)?\/opt(\/.*)$/.exec(specifier) ?? [];
  if (path === undefined || layerDirectory === undefined) return specifier;
  const file = join(layerDirectory, path);
  return specifier.startsWith('file:') ? pathToFileURL(file).href : file;
}

/** Lambda finds packages of layers by NODE_PATH, for ES modules too, where Node.js itself does not look. */
function withLayers(
  nextResolve: Resolve,
  specifier: string,
  context: ResolveHookContext,
  layerDirectory: string | undefined,
): Resolved {
  try {
    return nextResolve(specifier, context);
  } catch (error) {
    if (layerDirectory === undefined || isPath(specifier) || isRequired(context) || !isNotFound(error)) throw error;
    const parentURL = pathToFileURL(join(layerDirectory, 'nodejs', 'index.mjs')).href;
    return nextResolve(specifier, { ...context, parentURL });
  }
}

/** A package of a layer that Node.js did not look for, because a folder above the function has a package of the same name. */
function hiddenInLayers(
  nextResolve: Resolve,
  specifier: string,
  context: ResolveHookContext,
  layerDirectory: string | undefined,
): Resolved | undefined {
  if (layerDirectory === undefined || isPath(specifier)) return undefined;
  for (const folder of foldersOfPackages(layerDirectory)) {
    if (!existsSync(join(folder, packageOf(specifier)))) continue;
    // A module outside the folder finds the packages in it first.
    const parent = join(dirname(folder), 'index.mjs');
    if (!isRequired(context)) return nextResolve(specifier, { ...context, parentURL: pathToFileURL(parent).href });
    const file = createRequire(parent).resolve(specifier);
    return { url: pathToFileURL(file).href, format: undefined, shortCircuit: true };
  }
  return undefined;
}

function isIn(folders: readonly string[], url: string | undefined): boolean {
  if (url?.startsWith('file:') !== true) return false;
  const path = fileURLToPath(url);
  return folders.some((folder) => path.startsWith(folder));
}

/**
 * The AWS SDK of the code's own folder, else that of the stack. A bundle leaves the SDK out, and is built elsewhere. The SDK's
 * files are CommonJS for `import` and `require` alike.
 */
function ofTheRuntime(
  stack: NodeJS.Require,
  specifier: string,
  required: boolean,
  sourceDirectory: string | undefined,
): string {
  const source = sourceDirectory === undefined ? undefined : createRequire(join(sourceDirectory, 'index.js'));
  for (const { resolve } of source === undefined ? [stack] : [source, stack]) {
    try {
      return resolve(specifier);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const where = sourceDirectory === undefined ? '' : ` in ${sourceDirectory}`;
  const install = `npm install --save-dev ${packageOf(specifier)}`;
  const why = `Lambda's runtime has it, but it is not installed here: run ${install}${where}`;
  throw notFound(specifier, why, required);
}

function isRequired({ conditions }: { conditions: readonly string[] }): boolean {
  return conditions.includes('require');
}

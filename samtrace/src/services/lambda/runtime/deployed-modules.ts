import { readFileSync, realpathSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What the runtime brings along, outside the function's folder: the AWS SDK, with all that it needs. */
const OF_THE_RUNTIME = /[\\/]node_modules[\\/](@aws-sdk|@aws|@smithy)[\\/]/;
const NAME_OF_THE_SDK = /^@(aws-sdk|smithy)\//;

/** Written in by the bundler. From there the stack's own AWS SDK is found. */
declare const FILE_OF_THE_STACK: string;

/**
 * Lets a function find what will be deployed, and nothing else: what lies in its own folder, Node's modules, and the AWS
 * SDK, which the runtime brings along. Here the folders above hold more, the project's node_modules above all: with them a
 * package that the bundle lacks would be missed for the first time on AWS. A function in a folder without an AWS SDK above
 * it gets the stack's.
 */
export function confineTo(taskRoot: string): void {
  const inside = `${realpathSync(taskRoot)}${sep}`;
  const installed = dependenciesOf(taskRoot);
  const stack = createRequire(FILE_OF_THE_STACK);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const isOwnCode = isIn(inside, context.parentURL);
      let found: ReturnType<typeof nextResolve>;
      try {
        found = nextResolve(specifier, context);
      } catch (error) {
        if (!isOwnCode || !NAME_OF_THE_SDK.test(specifier) || !isNotFound(error)) throw error;
        return { url: pathToFileURL(fromStack(stack, specifier, isRequired(context))).href, shortCircuit: true };
      }
      if (!found.url.startsWith('file:') || !isOwnCode) return found;
      const path = fileURLToPath(found.url);
      const isDeployed = path.startsWith(inside) || OF_THE_RUNTIME.test(path) || installed.has(packageOf(specifier));
      if (isDeployed) return found;
      const why = `It is in ${path}, which is not in the function's folder and so would not be deployed.`;
      throw notFound(specifier, why, isRequired(context));
    },
  });
}

/** What `sam build` installs into a folder that has a package.json. Here it may lie higher up, as workspaces have it. */
function dependenciesOf(taskRoot: string): Set<string> {
  try {
    const { dependencies } = Object(JSON.parse(readFileSync(join(taskRoot, 'package.json'), 'utf8')));
    return new Set(Object.keys(Object(dependencies)));
  } catch {
    return new Set();
  }
}

function isIn(folder: string, url: string | undefined): boolean {
  return url?.startsWith('file:') === true && fileURLToPath(url).startsWith(folder);
}

/** `@scope/name/file` is of the package `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The AWS SDK's files are CommonJS for `import` and `require` alike. */
function fromStack(stack: NodeJS.Require, specifier: string, required: boolean): string {
  try {
    return stack.resolve(specifier);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const install = `npm install --save-dev ${packageOf(specifier)}`;
    const why = `Lambda's runtime brings it along, but it is not installed here: ${install}`;
    throw notFound(specifier, why, required);
  }
}

function isRequired({ conditions }: { conditions: readonly string[] }): boolean {
  return conditions.includes('require');
}

function isNotFound(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

/** In the words and with the code of Node.js, which Lambda's client looks for. */
function notFound(specifier: string, why: string, required: boolean): Error {
  const kind = required || /^\.{0,2}\//.test(specifier) ? 'module' : 'package';
  return Object.assign(new Error(`Cannot find ${kind} '${specifier}'. ${why}`), {
    code: required ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND',
  });
}

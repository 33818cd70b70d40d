import { readFileSync, realpathSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the runtime brings along, outside the function's folder: the AWS SDK, with all that it needs. */
const OF_THE_RUNTIME = /[\\/]node_modules[\\/](@aws-sdk|@aws|@smithy)[\\/]/;

/**
 * Lets a function find what will be deployed, and nothing else: what lies in its own folder, Node's modules, and the AWS
 * SDK, which the runtime brings along. Here the folders above hold more, the project's node_modules above all: with them a
 * package that the bundle lacks would be missed for the first time on AWS.
 */
export function confineTo(taskRoot: string): void {
  const inside = `${realpathSync(taskRoot)}${sep}`;
  const installed = dependenciesOf(taskRoot);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const found = nextResolve(specifier, context);
      if (!found.url.startsWith('file:') || !isIn(inside, context.parentURL)) return found;
      const path = fileURLToPath(found.url);
      const isDeployed = path.startsWith(inside) || OF_THE_RUNTIME.test(path) || installed.has(packageOf(specifier));
      if (isDeployed) return found;
      throw notDeployed(specifier, path, context.conditions.includes('require'));
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

/** In the words and with the code of Node.js, which Lambda's client looks for. */
function notDeployed(specifier: string, path: string, isRequired: boolean): Error {
  const kind = isRequired || /^\.{0,2}\//.test(specifier) ? 'module' : 'package';
  const why = `It is in ${path}, which is not in the function's folder and so would not be deployed.`;
  return Object.assign(new Error(`Cannot find ${kind} '${specifier}'. ${why}`), {
    code: isRequired ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND',
  });
}

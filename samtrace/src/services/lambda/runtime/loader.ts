import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CallbackHandlerDeprecatedError,
  HandlerNotFound,
  ImportModuleError,
  MalformedHandlerNameError,
  UserCodeSyntaxError,
} from './errors.ts';
import { isStreaming } from './streaming.ts';

export type Handler = (event: unknown, context: unknown) => unknown;

/** Loads the handler that `_HANDLER` names, `<path to module>.<export>`, as Lambda's client for Node 24 does. */
export async function loadHandler(taskRoot: string, setting: string): Promise<Handler> {
  if (setting.includes('..')) {
    throw new MalformedHandlerNameError(
      `'${setting}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(setting);
  const directory = setting.slice(0, setting.length - file.length).replace(/\/$/, '');
  const dot = file.indexOf('.');
  if (dot === -1) throw new MalformedHandlerNameError('Bad handler');
  const loaded = await loadModule(taskRoot, directory, file.slice(0, dot));
  return findHandler(loaded, file.slice(dot + 1), setting);
}

async function loadModule(taskRoot: string, directory: string, name: string): Promise<unknown> {
  const path = resolve(taskRoot, directory, name);
  const require = createRequire(join(taskRoot, 'package.json'));
  try {
    const found = ['', '.js', '.mjs', '.cjs'].map((extension) => path + extension).find((file) => existsSync(file));
    if (found === undefined) return require(require.resolve(name, { paths: [taskRoot, join(taskRoot, directory)] }));
    return isEsModule(found) ? await import(pathToFileURL(found).href) : require(found);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw new ImportModuleError(error);
    }
    throw error;
  }
}

/**
 * As Lambda's client, a CommonJS module is loaded by `require`: instrumentations such as OpenTelemetry's replace the handler
 * in a hook of `require`, which `import` does not call.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
function isEsModule(file: string): boolean {
  return file.endsWith('.mjs') || (file.endsWith('.js') && typeInPackage(dirname(file)) === 'module');
}

/** The `type` in the nearest package.json. */
function typeInPackage(folder: string): unknown {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest)) {
    try {
      return Object(JSON.parse(readFileSync(manifest, 'utf8'))).type;
    } catch {
      // Node.js refuses the file with the same error when it loads the module.
      return undefined;
    }
  }
  const parent = dirname(folder);
  return parent === folder || basename(folder) === 'node_modules' ? undefined : typeInPackage(parent);
}

function findHandler(loaded: unknown, name: string, setting: string): Handler {
  const handler = propertyAt(loaded, name) || propertyAt(propertyAt(loaded, 'default'), name);
  if (!handler) throw new HandlerNotFound(`${setting} is undefined or not exported`);
  if (typeof handler !== 'function') throw new HandlerNotFound(`${setting} is not a function`);
  // Node 24's client has no callbacks any more: a handler that expects one would never answer.
  if (handler.length >= 3 && !isStreaming(handler)) throw new CallbackHandlerDeprecatedError();
  return handler as Handler;
}

/** `a.b` is the property `b` of the property `a`. */
function propertyAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (object, key) => (typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined),
      value,
    );
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
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
  try {
    const found = ['', '.js', '.mjs', '.cjs'].map((extension) => path + extension).find((file) => existsSync(file));
    if (found !== undefined) return await import(pathToFileURL(found).href);
    const require = createRequire(join(taskRoot, 'package.json'));
    return require(require.resolve(name, { paths: [taskRoot, join(taskRoot, directory)] }));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserCodeSyntaxError(error);
    if (error instanceof Error && (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') {
      throw new ImportModuleError(error);
    }
    throw error;
  }
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

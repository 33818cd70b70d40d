/** The reasons why a module is not found, with a solution, instead of Node's "Cannot find module". */

export function isNotFound(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

/** `@scope/name/file` is of the package `@scope/name`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** In the words and with the code of Node.js, which Lambda's client looks for. */
export function notFound(specifier: string, why: string, required: boolean): Error {
  const kind = required || isPath(specifier) ? 'module' : 'package';
  return Object.assign(new Error(`Cannot find ${kind} '${specifier}'. ${why}`), {
    code: required ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND',
  });
}

/** Adds a solution for a missing package to Node's error. The error for a missing path is unchanged. */
export function whyNotFound(error: unknown, specifier: string, sourceDirectory: string | undefined): unknown {
  if (isPath(specifier) || !(error instanceof Error)) return error;
  const required = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
  return notFound(specifier, whatToDo(specifier, sourceDirectory), required);
}

export function isPath(specifier: string): boolean {
  return /^(\.{0,2}\/|file:|#)/.test(specifier);
}

function whatToDo(specifier: string, sourceDirectory: string | undefined): string {
  if (packageOf(specifier) === 'aws-sdk') {
    return 'Version 2 of the AWS SDK is not part of nodejs18.x and later. Use the clients of version 3, such as @aws-sdk/client-s3.';
  }
  if (sourceDirectory === undefined) return "Code in the template has Node's own modules and the AWS SDK only.";
  return `It is not installed: run npm install in ${sourceDirectory}.`;
}

/** Init failures, with the names of Lambda's Node.js client, which users see in logs and payloads. */
class NamedError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

// A class each, because JSON logs call an error by its constructor and everything else by its `name`.
export class HandlerNotFound extends NamedError {
  constructor(message: string) {
    super('Runtime.HandlerNotFound', message);
  }
}

export class MalformedHandlerNameError extends NamedError {
  constructor(message: string) {
    super('Runtime.MalformedHandlerName', message);
  }
}

export class ImportModuleError extends NamedError {
  constructor(cause: unknown) {
    super('Runtime.ImportModuleError', String(cause));
  }
}

export class UserCodeSyntaxError extends NamedError {
  constructor(cause: SyntaxError) {
    super('Runtime.UserCodeSyntaxError', String(cause));
    if (cause.stack !== undefined) this.stack = cause.stack;
  }
}

export class CallbackHandlerDeprecatedError extends NamedError {
  constructor() {
    super(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
}

export class JSONStringifyError extends NamedError {
  constructor(cause: unknown) {
    super('Runtime.JSONStringifyError', 'Unable to stringify response body', { cause });
  }
}

export class InvalidStreamingOperation extends NamedError {
  constructor(message: string) {
    super('Runtime.InvalidStreamingOperation', message);
  }
}

/** The body of an error POST, and so the payload that the caller of Invoke gets. */
export interface ErrorBody {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** A thrown value that is not an Error has its `typeof` as its type, and no trace. */
export function errorBody(thrown: unknown): ErrorBody {
  try {
    if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return {
      errorType: withoutDelete(thrown.name),
      errorMessage: withoutDelete(thrown.message),
      trace: withoutDelete(thrown.stack).split('\n'),
    };
  } catch {
    // A thrown value may throw on every access. The invocation must end anyway.
    return { errorType: 'handled', errorMessage: 'The thrown value cannot be read.', trace: [] };
  }
}

/** DEL is not allowed in the headers with parts of an error; the client writes `%7F` in the body, too. */
function withoutDelete(text: unknown): string {
  return String(text ?? '').replaceAll('\x7F', '%7F');
}

/**
 * The header `Lambda-Runtime-Function-XRay-Error-Cause`, from which Lambda gets the exception on the function's segment.
 *
 *   at tell (/var/task/index.js:4:9)        {"path":"/var/task/index.js","line":4,"label":"tell"}
 *   at file:///var/task/index.mjs:2:7       {"path":"file","line":null,"label":"anonymous"}
 *
 * The second line shows a flaw of AWS's client, kept because it is what users get there: frames are cut at colons, so a
 * file URL, hence every frame of an ES module without a source map, loses its place.
 */
export function xrayErrorCause(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  const stack = withoutDelete(thrown.stack)
    .split('\n')
    .slice(1)
    .map((line) => {
      const frame = line
        .trim()
        .replace(/[()]/g, '')
        .replace(/^\S*\s/, '');
      const space = frame.lastIndexOf(' ');
      const [path = '', lineNumber = ''] = frame.slice(space + 1).split(':');
      return {
        path,
        line: Number.parseInt(lineNumber, 10),
        label: space === -1 ? 'anonymous' : frame.slice(0, space),
      };
    });
  return JSON.stringify({
    working_directory: process.cwd(),
    exceptions: [{ type: withoutDelete(thrown.name), message: withoutDelete(thrown.message), stack }],
    paths: [...new Set(stack.map((frame) => frame.path))],
  });
}

/**
 * The error in a log record. Runtimes and loggers write errors under different keys: add yours to
 * the tables.
 */
import { asObject, isObject, type JsonObject, shorten } from '../shared/json.ts';
import { type LogRecord, levelOf, textOf } from './log-record.ts';
import { ownFrames } from './stack.ts';

export interface LoggedError {
  type: string;

  message: string;

  /** The stack trace, line by line. */
  stack: string[];
}

const TYPE_KEYS = ['errorType', 'exception_name'];

const MESSAGE_KEYS = ['errorMessage'];

const STACK_KEYS = ['stackTrace', 'stack', 'stack_trace', 'stacktrace'];

/** In an error object, these have the type and the message too. In a record, they do not. */
const OBJECT_TYPE_KEYS = [...TYPE_KEYS, 'type', 'name'];

const OBJECT_MESSAGE_KEYS = [...MESSAGE_KEYS, 'message'];

const CAUSE_KEYS = ['cause', 'inner_exception'];

/** Keys under which loggers put an error object: Powertools, pino, winston, .NET. */
const ERROR_KEYS = ['error', 'err', 'exception'];

const MAX_TYPE_CHARACTERS = 200;

const MAX_MESSAGE_CHARACTERS = 10_000;

const MAX_STACK_LINES = 100;

const MAX_LINE_CHARACTERS = 1000;

const MAX_CAUSES = 5;

/** The error in a record, followed by its causes. */
export function errorsIn(record: LogRecord): [LoggedError, ...LoggedError[]] {
  const source = exceptionIn(record.fields);
  const first = readError(source, source === record.fields);
  const text = textOf(record) ?? '';
  const stack = first.stack.length > 0 ? first.stack : stackInText(text);
  const type = first.type || levelOf(record) || 'Error';
  const message = first.message || boundedMessage(text) || contentOf(record.fields);
  return [{ type, message, stack }, ...causesOf(source)];
}

/**
 * Finds the error: Node's `console.error(error)` makes it the message, most loggers put it under a
 * key of its own, and runtimes write its parts into the record itself.
 */
function exceptionIn(fields: JsonObject): JsonObject {
  const message = asObject(fields.message);
  const nested = [message, ...Object.values(message), ...ERROR_KEYS.map((key) => fields[key])];
  return nested.find(isException) ?? fields;
}

function isException(value: unknown): value is JsonObject {
  return isObject(value) && STACK_KEYS.some((key) => key in value);
}

function readError(exception: JsonObject, isRecord: boolean): LoggedError {
  const stack = stackIn(exception);
  const typeKeys = isRecord ? TYPE_KEYS : OBJECT_TYPE_KEYS;
  const messageKeys = isRecord ? MESSAGE_KEYS : OBJECT_MESSAGE_KEYS;
  return {
    type: shorten(firstString(exception, typeKeys) ?? typeInStack(stack), MAX_TYPE_CHARACTERS),
    message: boundedMessage(firstString(exception, messageKeys) ?? ''),
    stack,
  };
}

/** The number is limited, because an error can be its own cause. */
function causesOf(exception: JsonObject): LoggedError[] {
  const causes: LoggedError[] = [];
  let current: unknown = exception;
  while (causes.length < MAX_CAUSES) {
    current = CAUSE_KEYS.map((key) => asObject(current)[key]).find(isObject);
    if (!isObject(current)) {
      break;
    }
    const cause = readError(current, false);
    causes.push({ ...cause, type: cause.type || 'Error' });
  }
  return causes;
}

/**
 * A stack is a list of lines, or a text. Powertools for Python has it as text under `exception`.
 */
function stackIn(exception: JsonObject): string[] {
  for (const key of [...STACK_KEYS, 'exception']) {
    const value = exception[key];
    const lines = typeof value === 'string' ? value.split(/\r?\n/) : value;
    if (Array.isArray(lines) && lines.some((line) => typeof line === 'string')) {
      return boundedLines(lines.filter((line) => typeof line === 'string'));
    }
  }
  return [];
}

/** Java's runtime writes the stack into the text. */
function stackInText(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return ownFrames(lines).length > 0 ? boundedLines(lines) : [];
}

/** Cuts a stack to the size of a report. A message with many lines is part of the stack. */
export function boundedLines(lines: string[]): string[] {
  const kept = lines.slice(0, MAX_STACK_LINES).map((line) => shorten(line, MAX_LINE_CHARACTERS));
  const more = lines.length - kept.length;
  return more > 0 ? [...kept, `… [${more} lines cut]`] : kept;
}

export function boundedMessage(message = ''): string {
  return shorten(message, MAX_MESSAGE_CHARACTERS);
}

/** `TypeError: x is not a function` names the type. */
function typeInStack([first = '']: string[]): string {
  const colon = first.indexOf(': ');
  const type = first.slice(0, Math.max(colon, 0));
  return /^[\w.$]+$/.test(type) ? type : '';
}

function firstString(object: JsonObject, keys: string[]): string | undefined {
  return keys
    .map((key) => object[key])
    .find((value) => typeof value === 'string' && value !== '') as string | undefined;
}

/** A record without any text is shown as it is. */
function contentOf({ message }: JsonObject): string {
  return message === undefined ? '' : boundedMessage(JSON.stringify(message));
}

import { AwsError } from '../../../aws/error.ts';
import { EVENT_SOURCE_MAPPING } from '../../../aws/event-pattern/dialect.ts';
import { compileEventPattern } from '../../../aws/event-pattern/event-pattern.ts';
import { PatternError } from '../../../aws/event-pattern/pattern-error.ts';
import type { SqsRecord } from './record.ts';

/** Whether the function gets a message. */
export type MessageFilter = (record: SqsRecord) => boolean;

/**
 * Compiles FilterCriteria: a message passes that matches one of the patterns. A pattern with an object for `body` needs a
 * body of JSON, any other one the body's text.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
 */
export function compileMessageFilter(patterns: readonly string[]): MessageFilter {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map(compileOne);
  return (record) => filters.some((filter) => filter(record));
}

/**
 * The same for the records of a stream. A pattern matches the unchanged record.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html
 */
export function compileRecordFilter(patterns: readonly string[]): (record: object) => boolean {
  if (patterns.length === 0) return () => true;
  const filters = patterns.map((text) => compiled(parsedPattern(text)));
  return (record) => filters.some((filter) => filter.matches(record));
}

function compileOne(text: string): MessageFilter {
  const parsed = parsedPattern(text);
  const pattern = compiled(parsed);
  const readsJson = typeof parsed.body === 'object' && parsed.body !== null && !Array.isArray(parsed.body);
  return (record) => {
    if (!readsJson) return pattern.matches(record);
    try {
      return pattern.matches({ ...record, body: JSON.parse(record.body) });
    } catch {
      return false; // the body is not JSON
    }
  };
}

function parsedPattern(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Rejected below, as a pattern that is not an object.
  }
  throw invalidPattern();
}

function compiled(pattern: Record<string, unknown>) {
  try {
    return compileEventPattern(pattern, EVENT_SOURCE_MAPPING);
  } catch (error) {
    if (error instanceof PatternError) throw invalidPattern();
    throw error;
  }
}

function invalidPattern(): AwsError {
  return new AwsError('InvalidParameterValueException', 'Invalid filter pattern definition.');
}

import { AwsError } from '../../../aws/error.ts';
import { isTraceId } from '../../../aws/trace-header.ts';

export type Input = Readonly<Record<string, unknown>>;

/** X-Ray's one error for every bad request. */
export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequestException', message);
}

export function optionalString(input: Input, member: string): string | undefined {
  const value = input[member] ?? undefined;
  if (value !== undefined && typeof value !== 'string') throw invalidRequest(`${member} must be a string.`);
  return value;
}

/** A required array of at least one and at most `limit` entries. */
export function list(input: Input, member: string, limit: number): readonly unknown[] {
  const value = input[member] ?? undefined;
  if (value === undefined) throw invalidRequest(`Missing required parameter: ${member}.`);
  if (!Array.isArray(value)) throw invalidRequest(`${member} must be a list.`);
  if (value.length === 0) throw invalidRequest(`${member} must not be empty.`);
  if (value.length > limit) throw invalidRequest(`${member} has ${value.length} entries; the limit is ${limit}.`);
  return value;
}

/** An entry of a list as an object with unknown members. */
export function structure(value: unknown, what: string): Input {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest(`${what} must be a structure.`);
  }
  return value as Input;
}

/** X-Ray sends timestamps as epoch seconds, with or without a fraction. The result is in milliseconds. */
export function timestampMs(input: Input, member: string): number {
  const value = input[member] ?? undefined;
  if (value === undefined) throw invalidRequest(`Missing required parameter: ${member}.`);
  if (typeof value !== 'number') throw invalidRequest(`${member} must be a time in epoch seconds.`);
  return value * 1000;
}

export function requiredString(input: Input, member: string): string {
  const value = optionalString(input, member);
  if (value === undefined) throw invalidRequest(`Missing required parameter: ${member}.`);
  return value;
}

/** GetTraceGraph and BatchGetTraces accept five IDs: https://docs.aws.amazon.com/xray/latest/api/API_GetTraceGraph.html */
export function traceIds(input: Input, limit = 5): string[] {
  return list(input, 'TraceIds', limit).map((id) => {
    if (typeof id !== 'string' || !isTraceId(id)) throw invalidRequest(`Invalid trace id: ${JSON.stringify(id)}.`);
    return id;
  });
}

/** `StartTime` and `EndTime`, the start first. */
export function timeRange(input: Input): { startTimeMs: number; endTimeMs: number } {
  const range = { startTimeMs: timestampMs(input, 'StartTime'), endTimeMs: timestampMs(input, 'EndTime') };
  if (range.startTimeMs > range.endTimeMs) throw invalidRequest('StartTime must not be after EndTime.');
  return range;
}

import { invalidRequest } from './input.ts';

/** A NextToken that contains a small value. Clients treat it as opaque. */
export function nextToken(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws AwsError InvalidRequestException for a token that was not made here */
export function readToken<T>(token: string | undefined, isValue: (value: unknown) => value is T): T | undefined {
  if (token === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    value = undefined;
  }
  if (!isValue(value)) throw invalidRequest('Invalid NextToken.');
  return value;
}

/** The part of a list that a token points at, and the token of what follows. */
export function pageOf<T>(
  items: readonly T[],
  token: string | undefined,
  size: number,
): { page: T[]; NextToken?: string } {
  const start = readToken(token, isOffset) ?? 0;
  const end = start + size;
  return { page: items.slice(start, end), ...(end < items.length && { NextToken: nextToken(end) }) };
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

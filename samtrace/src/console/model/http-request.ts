import type { ApiAnswer } from './contract.ts';
import type { Status } from './status.ts';

/** Methods that the page offers. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** A route of an API as a request that can be sent: `ANY` becomes GET, and variables stay for a person to fill in. */
export function requestOf(route: ApiAnswer['routes'][number] | undefined): { method: string; path: string } {
  if (route === undefined) return { method: 'GET', path: '/' };
  return {
    method: route.method === 'ANY' ? 'GET' : route.method,
    path: route.path === '$default' ? '/' : route.path,
  };
}

/** The variables in a path without a value, such as `{id}`. */
export function openVariables(path: string): string[] {
  return [...path.matchAll(/\{[^{}]+\}/g)].map(([variable]) => variable);
}

/** Headers written one a line, `Name: value`, or the first line that is none. */
export function parseHeaders(text: string): Record<string, string> | { readonly wrongLine: string } {
  const headers: Record<string, string> = {};
  for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
    const [, name, value] = /^([^\s:]+):\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return { wrongLine: line };
    headers[name] = value;
  }
  return headers;
}

/** How an HTTP answer is marked, by X-Ray's rule. */
export function httpStatus(status: number): Status {
  if (status >= 500) return 'fault';
  if (status === 429) return 'throttle';
  return status >= 400 ? 'error' : 'ok';
}

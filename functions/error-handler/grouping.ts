/** Groups of like failures. Each failure is a small object, `groups/<fingerprint>/<time>-<request id>`: no counters. */
import { createHash } from 'node:crypto';
import type { Attempt } from './attempts.ts';
import type { Report } from './report.ts';

/**
 * The same for failures of one cause: made of the error's type and of the application's own files in the stack. Lines,
 * columns, build folders and names of functions, which a minifier changes, do not count. An exception without a stack
 * has its message instead, without digits.
 */
export function fingerprintOf({ kind, error }: Pick<Attempt, 'kind' | 'error'>): string {
  const own = error.stack.filter((line) => !/node_modules|node:|\/var\/runtime/.test(line));
  const files = own.flatMap((line) => /([^/\\(]+[/\\][^/\\:]+):\d+:\d+\)?$/.exec(line)?.[1] ?? []);
  if (files.length === 0 && /thrown|logged|init/.test(kind))
    files.push(error.message.replaceAll(/[\da-f-]{8,}|\d+/gi, '#'));
  return createHash('sha256')
    .update(JSON.stringify([error.type, ...files]))
    .digest('hex')
    .slice(0, 16);
}

/** Where the failure is counted: the key of its object. */
export function groupKeyOf({ requestId, kind, error, attempts }: Omit<Report, 'group'>): string {
  const time = attempts[0]?.startedAt.replaceAll(/[-:.]/g, '');
  return `groups/${fingerprintOf({ kind, error })}/${time}-${requestId}`;
}

/** What that object says, so that the group can be shown without reading its reports. */
export function groupEntryOf({ requestId, functionName, kind, error, attempts }: Report, reportKey: string): object {
  const { type, message } = error;
  return { requestId, functionName, kind, type, message, time: attempts[0]?.startedAt, report: reportKey };
}

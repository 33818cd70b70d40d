/** Groups of like failures. Each failure is a small object, `groups/<fingerprint>/<time>-<request id>`: no counters. */
import { createHash } from 'node:crypto';
import { type Attempt, ownFrames } from './attempts.ts';
import type { Report } from './report.ts';

/** Of the error's type and the application's own files in the stack (a build changes lines, folders and names) or, if there
 * is none, of the message without its digits: the same for failures of one cause. */
export function fingerprintOf({ kind, error }: Pick<Attempt, 'kind' | 'error'>): string {
  const files = ownFrames(error.stack).flatMap((line) => /([^/\\(]+[/\\][^/\\:]+):\d+:\d+\)?$/.exec(line)?.[1] ?? []);
  const message = /thrown|logged|init/.test(kind) ? error.message.replaceAll(/[\da-f-]{8,}|\d+/gi, '#') : '';
  const cause = JSON.stringify([error.type, ...(files.length > 0 ? files : [message])]);
  return createHash('sha256').update(cause).digest('hex').slice(0, 16);
}
/** The failure's object, and what it says, so that groups can be shown without reading reports. */
export function groupEntryOf({ requestId, functionName, kind, error, attempts }: Report) {
  const time = attempts[0]?.startedAt ?? '';
  const key = `groups/${fingerprintOf({ kind, error })}/${time.replaceAll(/[-:.]/g, '')}-${requestId}`;
  return { key, entry: { time, requestId, functionName, kind, type: error.type, message: error.message } };
}

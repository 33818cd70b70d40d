import { randomUUID } from 'node:crypto';

/**
 * A new request ID. The copy matters for IDs that are kept: `randomUUID` joins 20 parts, and until its text is read, the
 * engine keeps all of them, 600 bytes.
 */
export function newRequestId(): string {
  return Buffer.from(randomUUID(), 'latin1').toString('latin1');
}

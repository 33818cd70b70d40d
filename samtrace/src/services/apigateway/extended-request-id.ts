import { randomBytes } from 'node:crypto';

/** The request ID of an HTTP API and the extended one of a REST API: 15 characters of base64 and `=`. */
export function extendedRequestId(): string {
  return `${randomBytes(12).toString('base64').slice(0, 15).replace(/[+/]/g, 'A')}=`;
}

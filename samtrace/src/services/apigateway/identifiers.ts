import { createHash, randomBytes } from 'node:crypto';

/** Ten lower-case letters and digits, the form of an API's id on AWS; the same for the same text. */
export function hashedId(text: string, length: number): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const hash = createHash('sha256').update(text).digest();
  return Array.from(hash.subarray(0, length), (byte) => letters[byte % letters.length]).join('');
}

/** The request id of an HTTP API and the extended one of a REST API: 15 characters of base64 and `=`. */
export function extendedRequestId(): string {
  return `${randomBytes(12).toString('base64').slice(0, 15).replace(/[+/]/g, 'A')}=`;
}

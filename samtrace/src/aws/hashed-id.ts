import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Lower-case letters and digits, at most 32, the form of an API's id on AWS; the same for the same text. */
export function hashedId(text: string, length: number): string {
  const hash = createHash('sha256').update(text).digest();
  return Array.from(hash.subarray(0, length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

import { createHash } from 'node:crypto';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An ID in the form of an API's ID on AWS: at most 32 lower-case letters and digits. The same text gives the same ID. */
export function hashedId(text: string, length: number): string {
  const hash = createHash('sha256').update(text).digest();
  return Array.from(hash.subarray(0, length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

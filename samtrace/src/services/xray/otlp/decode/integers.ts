/** A signed 64-bit integer as a number where a number holds it exactly, else as decimal text. */
export function numberOrText(integer: bigint): number | string {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : String(integer);
}

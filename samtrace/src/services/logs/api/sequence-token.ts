/** PutLogEvents ignores tokens since 2023, but AWS still returns one: 56 digits without meaning. */
export const SEQUENCE_TOKEN = '4'.padEnd(56, '9');

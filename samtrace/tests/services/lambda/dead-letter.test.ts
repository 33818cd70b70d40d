import { describe, expect, it } from '@jest/globals';
import { deadLetterAttributes } from '../../../src/services/lambda/dead-letter.ts';

const messageOf = (errorMessage: string) =>
  deadLetterAttributes('r', { errorCode: 200, errorMessage }).ErrorMessage?.StringValue;

describe('the ErrorMessage of a message in the dead-letter queue', () => {
  it('has the first 1,024 bytes, and no part of a character', () => {
    expect(messageOf('x'.repeat(1024))).toBe('x'.repeat(1024));
    expect(messageOf('x'.repeat(5000))).toBe('x'.repeat(1024));
    expect(messageOf(`${'x'.repeat(1022)}\u{1f600}`)).toBe('x'.repeat(1022));
  });

  it('is missing if it would be empty, because SQS rejects an empty value', () => {
    expect(messageOf('')).toBeUndefined();
  });
});

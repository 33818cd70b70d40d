import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { emailLines } from '../../src/cli/email-lines.ts';
import type { Email } from '../../src/services/sns/service.ts';

const email = (change: Partial<Email>): Email => ({
  to: 'someone@example.com',
  from: 'Alerts <no-reply@sns.amazonaws.com>',
  subject: 'A failure',
  text: 'It failed.',
  topicArn: 'arn:aws:sns:us-east-1:000000000000:alerts',
  messageId: '00000000-0000-0000-0000-000000000000',
  sentMs: 0,
  ...change,
});
const linesOf = (change: Partial<Email>) => emailLines(email(change)).map(stripVTControlCharacters);

describe('an email in the terminal', () => {
  it('shows its address, its subject, and its text', () => {
    expect(linesOf({ text: 'It failed.\r\nLook here.\n' })).toEqual([
      '      ✉ someone@example.com: A failure',
      '        It failed.',
      '        Look here.',
    ]);
  });

  it('shows the beginning of a long text', () => {
    const lines = linesOf({ text: Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n') });

    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe('        and 10 more lines');
  });

  it('contains no control characters', () => {
    expect(linesOf({ text: 'a\u001b[2Jb' })[1]).toBe('        a [2Jb');
  });
});

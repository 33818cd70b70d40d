import { styleText } from 'node:util';
import type { Email } from '../services/sns/service.ts';
import { oneLine } from './text.ts';

const MAX_LINES = 20;
const MAX_LINE_LENGTH = 200;

/** A message that SNS would send by email: to whom, its subject, and the beginning of its text. */
export function emailLines({ to, subject, text }: Email): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  const shown = lines.slice(0, MAX_LINES).map((line) => oneLine(line, MAX_LINE_LENGTH));
  if (lines.length > MAX_LINES) shown.push(`and ${lines.length - MAX_LINES} more lines`);
  const head = `      ✉ ${oneLine(to, MAX_LINE_LENGTH)}: ${oneLine(subject, MAX_LINE_LENGTH)}`;
  return [head, ...shown.map((line) => styleText('dim', `        ${line}`))];
}

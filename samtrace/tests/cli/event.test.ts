import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readEvent } from '../../src/cli/event.ts';

const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
afterAll(() => rmSync(dirname(file), { recursive: true }));

function read(text: string) {
  writeFileSync(file, text);
  return readEvent(file);
}

describe('readEvent', () => {
  it('replaces {{n}} in every string by the number of the invocation, and accepts a byte order mark', () => {
    const event = read('\uFEFF{"job": "order-{{n}}", "list": ["{{n}}", 1, null]}');

    expect(event.payload(7).toString()).toBe('{"job":"order-7","list":["7",1,null]}');
  });

  it('labels an invocation with the first string that contains its number', () => {
    const event = read('{"type": "order", "detail": {"id": "order-{{n}}"}, "other": "{{n}}"}');

    expect([event.label(1), event.label(2)]).toEqual(['order-1', 'order-2']);
  });

  it('has no label if all invocations have the same event', () => {
    expect(read('{"type": "order"}').label(1)).toBeUndefined();
  });

  it.each([
    ['nothing', '', 'is not JSON: Unexpected end'],
    ['too many levels', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'is nested too deeply.'],
    ['more than 6 MiB', `"${'x'.repeat(6 * 1024 * 1024)}"`, "is larger than 6291456 bytes, Lambda's limit."],
  ])('refuses an event with %s', (_, text, message) => {
    expect(() => read(text)).toThrow(`The event ${file} ${message}`);
  });
});

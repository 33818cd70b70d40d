import { stripVTControlCharacters, styleText } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createTerminal } from '../../src/cli/terminal.ts';
import { oneLine } from '../../src/cli/text.ts';
import { wrap } from '../../src/cli/wrap.ts';

function fakeStream(properties: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  return { ...properties, write: (text: string) => written.push(text), text: () => written.join('') };
}

describe('the terminal', () => {
  it('prints nothing after it is closed', () => {
    const stream = fakeStream({ isTTY: true });
    const terminal = createTerminal(stream, {});
    terminal.print('Stopped.');
    terminal.close();
    terminal.print('late');
    terminal.progress('late');

    expect(stream.text()).toBe('Stopped.\n');
  });

  it('wraps lines at the width of the terminal, and never in a pipe', () => {
    const line = `  ${'word '.repeat(20).trim()}`;
    const narrow = fakeStream({ isTTY: true, columns: 60 });
    createTerminal(narrow, {}).print(line);
    const pipe = fakeStream({});
    createTerminal(pipe, {}).print(line);

    expect(
      narrow
        .text()
        .trimEnd()
        .split('\n')
        .map((part) => part.length <= 60),
    ).toEqual([true, true]);
    expect(pipe.text()).toBe(`${line}\n`);
  });

  it('replaces the line of progress in a terminal, and clears it before other lines', () => {
    let now = 0;
    const stream = fakeStream({ isTTY: true, columns: 20 });
    const terminal = createTerminal(stream, {}, () => now);
    for (const line of ['1 of 9', '2 of 9 and a text that is too long']) {
      now += 1000;
      terminal.progress(line);
    }
    terminal.print('done');

    expect(stream.text()).toBe('1 of 9\r\u001b[K2 of 9 and a text t\r\u001b[Kdone\n');
  });

  it.each([
    ['a pipe', {}, {}],
    ['CI', { isTTY: true }, { CI: 'true' }],
  ])('prints progress in %s as lines, one in 10 seconds', (_, properties, environment) => {
    let now = 0;
    const stream = fakeStream(properties);
    const terminal = createTerminal(stream, environment, () => now);
    for (; now <= 25_000; now += 1000) terminal.progress(`${now / 1000} s`);

    expect(stream.text()).toBe('10 s\n20 s\n');
  });
});

describe('wrap', () => {
  it('keeps the indentation and does not break a long word', () => {
    const url = 'http://127.0.0.1:4566/traces/1-6b0a7914-27c90781d147b46b290c95b2';

    expect(wrap(`  see ${url} for it`, 30, true)).toEqual(['  see', `    ${url}`, '    for it']);
  });

  it('does not count the codes of colors', () => {
    const line = `${styleText('red', 'failed', { validateStream: false })} in 4 ms`;

    expect(wrap(line, 14)).toEqual([line]);
    expect(stripVTControlCharacters(wrap(line, 10).join('|'))).toBe('failed in|4 ms');
  });
});

describe('oneLine', () => {
  it('removes line breaks, control characters, and marks that change the direction of writing', () => {
    expect(oneLine('a\r\nb\u0007c\u202ed\u2028e', 20)).toBe('a b c d e');
  });

  it('cuts between characters, not within one', () => {
    expect(oneLine('😀😀😀😀', 3)).toBe('😀😀…');
  });
});

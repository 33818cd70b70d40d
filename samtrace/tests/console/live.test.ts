import { describe, expect, it } from '@jest/globals';
import { startConsole } from './fake-account.ts';

describe('the live connection of the page', () => {
  it('reports a change to an open page, combines many changes into one, and ends when the stack stops', async () => {
    const running = await startConsole();
    const response = await fetch(`${running.endpoint}/_local/live`);
    const told = reader(response);

    expect(await told.until('event: hello')).toBe(1);
    running.happen();
    running.happen();
    expect(await told.until('event: change')).toBe(1);
    await running.stop();

    expect(await told.end()).not.toMatch(/change.*change/s);
    expect(running.listeners.size).toBe(0);
  });
});

/** Reads a stream as it arrives. */
function reader(response: Response) {
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const more = async () => {
    const { value, done } = (await chunks?.read()) ?? { value: undefined, done: true };
    text += value ?? '';
    return !done;
  };
  return {
    async until(wanted: string) {
      while (!text.includes(wanted) && (await more()));
      return text.split(wanted).length - 1;
    },
    async end() {
      while (await more());
      return text;
    },
  };
}

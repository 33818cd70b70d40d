import { afterEach } from '@jest/globals';
import { startConsole, type World } from './fake-account.ts';

const cleanup: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of cleanup.splice(0).reverse()) await end();
});

/** Done after the test, last in first out. */
export function afterwards(end: () => Promise<unknown>): void {
  cleanup.push(end);
}

/** A running console, stopped after the test, and ways to call it. */
export async function consoleOf(world: World = {}) {
  const running = await startConsole(world);
  afterwards(running.stop);
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(running.endpoint + path, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: tryJson(text) };
  };
  const send = (path: string, method: string, body: unknown) =>
    call(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return { ...running, call, send };
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

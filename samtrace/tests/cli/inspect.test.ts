import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isAlive, runSamtrace, type SamtraceProcess } from '../support/samtrace-process.ts';

/** A debugger: the client side of the inspector protocol. https://chromedevtools.github.io/devtools-protocol/v8/ */
class Debugger {
  readonly #socket: WebSocket;
  readonly #events: { method: string; params: Record<string, unknown> }[] = [];
  readonly #answers = new Map<number, (result: Record<string, unknown>) => void>();
  #lastId = 0;
  #arrived = () => {};

  /** Tries again until the port is open: it is opened by the function's first invocation. */
  static async attach(port: number): Promise<Debugger> {
    let response: Response | undefined;
    while (response === undefined) {
      response = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
      await delay(20);
    }
    const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new Debugger(socket);
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.id === undefined) this.#events.push(message);
      else this.#answers.get(message.id)?.(message.result);
      this.#arrived();
    });
  }

  call(method: string, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** Takes the next event of this kind that fits. */
  async event<T>(method: string, fits: (params: T) => boolean = () => true): Promise<T> {
    for (;;) {
      const index = this.#events.findIndex((each) => each.method === method && fits(each.params as T));
      if (index !== -1) return this.#events.splice(index, 1)[0]?.params as T;
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  close(): void {
    this.#socket.close();
  }
}

interface Paused {
  callFrames: { callFrameId: string }[];
}

let run: SamtraceProcess;
let port: number;

beforeEach(async () => {
  port = await freePort();
  run = await runSamtrace('--inspect', `OrderFunction:${port}`, '--parameter-overrides', 'TimeoutSeconds=1');
  await run.printed(/Press Ctrl-C/);
});

afterEach(async () => run[Symbol.asyncDispose]());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return free;
}

/** Attaches as VS Code does: reads the source maps of the built code, and sets the breakpoint before the code is loaded. */
async function attachWithBreakpoint(source: string, text: string): Promise<Debugger> {
  const script = join(run.directory, '.local/build/OrderFunction/order.js');
  const lineNumber = generatedLine(script, source, text);
  const inspector = await Debugger.attach(port);
  await inspector.call('Debugger.enable');
  await inspector.call('Debugger.setBreakpointByUrl', { url: pathToFileURL(script).href, lineNumber });
  await inspector.call('Runtime.runIfWaitingForDebugger');
  return inspector;
}

/** The line of a script, from 0, that a line of a TypeScript file became. */
function generatedLine(script: string, source: string, text: string): number {
  const lines = readFileSync(script, 'utf8').split('\n');
  const [, mapName = ''] = /^\/\/# sourceMappingURL=(.*)$/m.exec(lines.join('\n')) ?? [];
  const mapFile = resolve(dirname(script), mapName);
  const payload = JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload;
  const file = payload.sources.find((each) => each.endsWith(`/${source}`)) ?? '';
  // The path in the map leads to the file that the editor has open.
  const sourceLines = readFileSync(resolve(dirname(mapFile), file), 'utf8').split('\n');
  const sourceLine = sourceLines.findIndex((line) => line.includes(text));
  const map = new SourceMap(payload);
  return lines.findIndex((line, lineNumber) => {
    const entry = map.findEntry(lineNumber, line.length);
    return 'originalLine' in entry && entry.originalLine === sourceLine && entry.originalSource === file;
  });
}

describe('samtrace --inspect', () => {
  it('prints the port for the debugger', () => {
    expect(run.stdout()).toContain(`OrderFunction waits for a debugger on 127.0.0.1:${port}`);
  });

  it('stops at a breakpoint in TypeScript for longer than the timeout of the function, and then continues', async () => {
    await using call = await run.again('invoke', 'OrderFunction', '--event', 'events/ok.json');
    const inspector = await attachWithBreakpoint('order.ts', 'return { id');
    const { callFrames } = await inspector.event<Paused>('Debugger.paused');
    const value = await inspector.call('Debugger.evaluateOnCallFrame', {
      callFrameId: callFrames[0]?.callFrameId,
      expression: 'id',
    });
    // The function's timeout is 1 second.
    await delay(1_500);
    await inspector.call('Debugger.resume');

    expect(value.result).toMatchObject({ value: 'order-1' });
    expect(await call.exit()).toBe(0);
    expect(JSON.parse(call.stdout())).toEqual({ id: 'order-1', total: 10, currency: 'EUR' });
    expect(call.stderr()).not.toMatch(/timeout|Debugger listening/);
    inspector.close();
  });

  it('stops in each of several invocations, which run one after the other', async () => {
    await using first = await run.again('invoke', 'OrderFunction', '--event', 'events/ok.json');
    const inspector = await attachWithBreakpoint('order.ts', 'return { id');
    await inspector.event('Debugger.paused');
    await using second = await run.again('invoke', 'OrderFunction', '--event', 'events/ok.json');
    await inspector.call('Debugger.resume');
    expect(await first.exit()).toBe(0);
    await inspector.event('Debugger.paused');
    await inspector.call('Debugger.resume');

    expect(await second.exit()).toBe(0);
    inspector.close();
  });

  it('ends a function at a breakpoint with Ctrl-C', async () => {
    await using call = await run.again('invoke', 'OrderFunction', '--event', 'events/ok.json');
    const inspector = await attachWithBreakpoint('order.ts', 'return { id');
    await inspector.event('Debugger.paused');
    const descendants = run.descendants();
    run.child.kill('SIGINT');

    expect(await run.exit()).toBe(0);
    expect(await call.exit()).toBe(1);
    expect(descendants.filter(isAlive)).toEqual([]);
    inspector.close();
  });
});

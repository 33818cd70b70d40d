/** Handlers that answer; each shows one thing of the place where it runs. */
export const context = async (event, { getRemainingTimeInMillis, ...context }) => ({
  event,
  context,
  remaining: getRemainingTimeInMillis() > 0 && getRemainingTimeInMillis() <= 3000,
});

export const environment = async () => ({ ...process.env, cwd: process.cwd() });

export const logs = async () => {
  console.debug('below the level');
  console.log('order %s', 7);
  console.warn({ left: 2 });
  console.error('no stock', Object.assign(new RangeError('none left'), { stack: 'RangeError: none left\n    at x' }));
  process.stdout.write('raw line\nand no line end');
};

let count = 0;
export const counter = async () => ++count;

/** Fails as often as the event says, over all invocations of one environment. */
export const failsFirst = async ({ times }) => {
  if (++count <= times) throw new Error(`failure ${count}`);
  return count;
};

export const storeAndTrace = async () => ({
  variable: process.env._X_AMZN_TRACE_ID,
  store: globalThis.awslambda.InvokeStore.getXRayTraceId(),
  requestId: globalThis.awslambda.InvokeStore.getRequestId(),
});

/** Answers when the test writes the file that the event names: two invocations can be held at work at a time. */
export const waitsForFile = async ({ file }) => {
  const { existsSync } = await import('node:fs');
  const { setTimeout: delay } = await import('node:timers/promises');
  console.log('waiting');
  while (!existsSync(file)) await delay(5);
  return 'done';
};

export const nothing = async () => {};

/** Logs more than any pipe holds. */
export const talks = async ({ lines, size }) => {
  const text = 'x'.repeat(size);
  for (let n = 0; n < lines; n++) console.log(n, text);
};

/** Starts a process that belongs to no group of ours, and answers its id. */
export const startsAndLetsGo = async ({ stdio, env = process.env }) => {
  const { spawn } = await import('node:child_process');
  const child = spawn('sleep', ['600'], { stdio, env, detached: true });
  child.unref();
  return child.pid;
};

/** Long enough that many invocations run at a time. */
export const waits = async () => {
  const { setTimeout: delay } = await import('node:timers/promises');
  await delay(300);
  return 'waited';
};

/** Writes lines to stdout as a logger does that does not use the console. */
export const writes = async ({ lines }) => {
  for (const line of lines) process.stdout.write(`${line}\n`);
};

/** Writes bytes to stdout, stderr and the telemetry descriptor. */
export const writesBytes = async ({ writes }) => {
  const { writeSync } = await import('node:fs');
  for (const { descriptor, base64 } of writes) {
    const bytes = Buffer.from(base64, 'base64');
    for (let at = 0; at < bytes.length; at += writeSync(descriptor, bytes, at));
  }
  return 'written';
};

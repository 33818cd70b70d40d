/** A stack of its own, with the given runtime directory, and an idle environment, one in an endless loop and one that waits; it prints their processes. */
import { lambdaWorld, until } from '../world.ts';

const world = lambdaWorld({ runtimeDirectory: process.argv[2] });
const [idle, ...busy] = ['answers.nothing', 'failures.spins', 'failures.hangs'].map((handler) =>
  world.define(handler, { timeoutSeconds: 900 }),
);
await world.invoke(idle ?? '');
for (const functionName of busy) world.invoke(functionName).catch(console.error);
await until('all at work', () => world.logs.filter(({ message }) => message.includes('platform.start')).length === 3);
console.log(JSON.stringify(world.lambda.pids()));

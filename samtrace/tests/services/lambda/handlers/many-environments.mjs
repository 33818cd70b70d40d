// Run with few file descriptors: 40 invocations at once, synchronous and asynchronous, and one afterwards. Prints what
// became of them as JSON.
import { lambdaWorld } from '../world.ts';

const world = lambdaWorld();
const functionName = world.define('answers.waits', { timeoutSeconds: 20 });
world.lambda.invokeAsync(functionName, Buffer.from('{}'));
const invocations = Array.from({ length: 40 }, () =>
  world.invoke(functionName).then(
    ({ errorType, payload }) => errorType ?? payload.toString(),
    (error) => `${error.code} ${error.status}: ${error.message}`,
  ),
);
const results = await Promise.all(invocations);
const afterwards = (await world.invoke(functionName)).payload.toString();
await world.pending.idle();
const asynchronous = world.lambda.asyncInvocations().map(({ status }) => status);
await world.lambda.stop();
process.stdout.write(JSON.stringify({ results, afterwards, asynchronous }));

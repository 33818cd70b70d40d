import { dirname } from 'node:path';
import { type Stack, startStack } from '../stack/stack.ts';
import { describeIgnored } from '../template/template.ts';
import { apiLines } from './api-lines.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { readEvent } from './event.ts';
import { explain } from './explain.ts';
import { helpText } from './flags.ts';
import { aborted, onInterrupt, outputWritten } from './interrupt.ts';
import { type NumberedResult, runInvocations } from './invocations.ts';
import { type CliOptions, parseCliOptions, UsageError } from './options.ts';
import { plural } from './plural.ts';
import { asyncLine, createStoredLines, invocationLine, type Print, reasonLine } from './progress.ts';
import { invocationCounts, logicalIdOf, printSummary, type Run, runAsJson } from './summary.ts';

const NEVER = new AbortController().signal;

/** `npm start`: starts the template's stack, invokes a function, shows what came of it, and serves until Ctrl-C. */
async function main(args: readonly string[]): Promise<number> {
  const options = parseCliOptions(args);
  if (options === 'help') {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  const eventOf = readEvent(options.event);
  const print: Print = options.json ? () => {} : (line = '') => void process.stdout.write(`${line}\n`);
  const startedMs = Date.now();
  const interrupted = onInterrupt();
  if (options.data !== undefined) prepareDataDirectory(options.data);
  const starting = startStack({
    templateFile: options.template,
    parameterOverrides: options.parameterOverrides,
    port: options.port,
    // As `sam local start-api` has it.
    apiPort: 3000,
    daemonPorts: [2000, 0],
    traceDelayMs: options.traceDelaySeconds * 1000,
    sampling: options.sampling,
    retryDelayScale: options.retryDelayScale,
    directory: '.local',
    ...(options.data === undefined ? {} : { dataDirectory: options.data }),
    faults: options.faults,
    eventsDirectory: dirname(options.event),
  });
  // Ctrl-C reaches the tools that build as well: what they say of it is no news.
  const stack = await starting.catch((error: unknown) => {
    if (interrupted.aborted) return undefined;
    throw error;
  });
  if (stack === undefined) {
    print('\nStopped.');
    return 130;
  }
  try {
    const functionName = physicalName(stack, options.function);
    printStart(print, stack, options);
    follow(print, stack);
    const deadline = options.once ? deadlineOf(startedMs, options) : NEVER;
    const results = await runInvocations((n) => stack.lambda.invoke(functionName, eventOf(n)), {
      total: options.invocations,
      concurrency: options.concurrency,
      signal: AbortSignal.any([interrupted, deadline]),
      onResult: (done: NumberedResult) => print(invocationLine(done, options.invocations)),
    });
    return await finish(print, stack, options, { interrupted, deadline }, { results, startedMs });
  } finally {
    await stack.stop();
    if (interrupted.aborted) print('Stopped.');
  }
}

/** Waits until nothing is pending, shows what came of it, and then leaves (`--once`) or serves until Ctrl-C. */
async function finish(
  print: Print,
  stack: Stack,
  options: CliOptions,
  { interrupted, deadline }: Record<'interrupted' | 'deadline', AbortSignal>,
  begun: Omit<Run, 'finishedMs'>,
): Promise<number> {
  await Promise.race([stack.pending.idle(), aborted(interrupted), aborted(deadline)]);
  if (interrupted.aborted) {
    print(begun.results.length === 0 ? '' : `\n${invocationCounts(begun.results)}`);
    return 130;
  }
  const run = { ...begun, finishedMs: Date.now() };
  await printSummary(print, stack, run);
  if (!options.once) {
    print(`\nThe page: ${stack.endpoint}/   AWS CLI: --endpoint-url ${stack.endpoint}   Ctrl-C stops.`);
    await aborted(interrupted);
    print(); // A terminal has shown ^C in this line.
    return 0;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(runAsJson(stack, run), null, 2)}\n`);
  await outputWritten();
  if (interrupted.aborted) return 130;
  const missing = options.invocations - run.results.length;
  const pending = [
    ...(missing > 0 ? [`${missing} of ${options.invocations} invocations`] : []),
    ...stack.pending.list(),
  ];
  if (pending.length > 0) complain(`Not finished after ${options.deadlineSeconds} s: ${pending.join('; ')}`);
  const failed = stack.lambda.asyncInvocations().filter((each) => each.status === 'error');
  for (const each of failed) {
    const reason = each.errorMessage === undefined ? '' : `: ${reasonLine(each.errorMessage)}`;
    complain(
      `${logicalIdOf(stack, each.functionName)} failed for ${each.requestId}: ${each.errorType ?? 'error'}${reason}`,
    );
  }
  const lost = stack.logs.failedDeliveries();
  for (const each of lost) complain(`A log delivery to ${each.destinationArn} failed: ${each.reason}`);
  // The service has printed the reason of each as a warning when it happened.
  const unsent = stack.lambda.failedDestinations();
  if (unsent.length > 0) complain(`${plural(unsent.length, 'on-failure record')} did not reach a destination.`);
  return pending.length + failed.length + lost.length + unsent.length > 0 ? 1 : 0;
}

/** Aborted when the time of --deadline is over, counted from the start. */
function deadlineOf(startedMs: number, { deadlineSeconds }: CliOptions): AbortSignal {
  return AbortSignal.timeout(Math.max(0, startedMs + deadlineSeconds * 1000 - Date.now()));
}

function printStart(print: Print, stack: Stack, options: CliOptions): void {
  const { functions, subscriptionFilters, buckets, queues, ignored, notes } = stack.template;
  const names = functions.map((fn) => fn.logicalId).join(', ');
  print(
    `${options.template}: ${names}; ${plural(subscriptionFilters.length, 'subscription')}, ${plural(buckets.length, 'bucket')}, ${plural(queues.length, 'queue')}`,
  );
  print(`Page and endpoint ${stack.endpoint}/, X-Ray daemon 127.0.0.1:${stack.daemon.port}, Node ${process.version}`);
  for (const line of [...apiLines(stack.apis), ...notes, ...describeIgnored(ignored)]) print(line);
  const waits = [60, 120].map((seconds) => `${seconds * options.retryDelayScale} s`);
  print(
    `Asynchronous retries wait ${waits.join(' and ')} in place of 1 and 2 minutes. Bucket policies are not judged.`,
  );
  print();
}

/** Shows what happens beside the invocations themselves, as it happens. */
function follow(print: Print, stack: Stack): void {
  stack.lambda.onInvocation((event) => {
    if (event.type === 'async') print(asyncLine(event, logicalIdOf(stack, event.functionName)));
  });
  const storedLine = createStoredLines();
  stack.s3.onStored((object) => {
    const line = storedLine(object);
    if (line !== undefined) print(line);
  });
}

function physicalName(stack: Stack, name: string): string {
  const { functions } = stack.template;
  const found = functions.find((fn) => fn.logicalId === name || fn.functionName === name);
  if (found !== undefined) return found.functionName;
  throw new UsageError(
    `--function: the template has no function "${name}", ${functions.length === 0 ? 'nor any other' : `only ${functions.map((fn) => fn.logicalId).join(', ')}`}.`,
  );
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a command line; answers the process's exit status, after one clear line on stderr for anything that went wrong. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  try {
    return await main(args);
  } catch (error) {
    complain(explain(error));
    return 1;
  }
}

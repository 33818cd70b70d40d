import { type Stack, startStack } from '../stack/stack.ts';
import { prepareDataDirectory } from './data-directory.ts';
import { type NumberedEvent, readEvent } from './event.ts';
import { followStack } from './follow.ts';
import { functionNameOf } from './function-names.ts';
import { limitHeapGrowth } from './heap-growth.ts';
import { checkInspectorPort } from './inspector-port.ts';
import { aborted, INTERRUPTED_STATUS, onInterrupt, outputWritten } from './interrupt.ts';
import { type NumberedResult, runInvocations } from './invocations.ts';
import { DEFAULT_PORT, type ServeOptions } from './options.ts';
import { problemsOf } from './problems.ts';
import { createProgress, invocationLines, MAX_INVOCATION_LINES, type RunLabels } from './progress.ts';
import { eventFilesText, findTemplate } from './project.ts';
import { runAsJson } from './run-json.ts';
import { projectStackOptions } from './start-options.ts';
import { printStart, printWaiting } from './start-text.ts';
import { invocationCounts, printSummary, type Run } from './summary.ts';
import { Tally } from './tally.ts';
import { createTerminal, SILENT, type Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Values that all parts of a run need. */
interface Session {
  readonly options: ServeOptions;
  readonly terminal: Terminal;
  readonly stack: Stack;
  readonly startedMs: number;
  /** Aborted by Ctrl-C and the like. */
  readonly interrupted: AbortSignal;
}

/** `samtrace`: starts the stack, invokes a function on request, and runs until Ctrl-C. Returns the exit status. */
export async function serve(options: ServeOptions): Promise<number> {
  limitHeapGrowth();
  const event = options.run === undefined ? undefined : readEvent(eventFileOf(options));
  const terminal = options.json ? SILENT : createTerminal(process.stdout, process.env);
  const startedMs = Date.now();
  const interrupted = onInterrupt();
  if (options.data !== undefined) prepareDataDirectory(options.data);
  if (options.inspect !== undefined) await checkInspectorPort(options.inspect);
  const stack = await start(options, interrupted);
  if (stack === undefined) {
    terminal.print('\nStopped.');
    return INTERRUPTED_STATUS;
  }
  try {
    return await run({ options, terminal, stack, startedMs, interrupted }, event);
  } finally {
    await stack.stop();
    if (interrupted.aborted) terminal.print('Stopped.');
    terminal.close();
  }
}

function eventFileOf(options: ServeOptions): string {
  if (options.run?.event !== undefined) return options.run.event;
  throw new UsageError(`--function needs --event FILE. ${eventFilesText(findTemplate(options.template))}`);
}

/** Undefined after Ctrl-C, which the tools that build receive, too: their errors are expected then. */
async function start(options: ServeOptions, interrupted: AbortSignal): Promise<Stack | undefined> {
  const starting = startStack({
    ...projectStackOptions(options),
    port: options.port ?? DEFAULT_PORT,
    anyPortIfInUse: options.port === undefined,
    // The port of `sam local start-api`.
    apiPort: 3000,
    daemonPorts: [2000, 0],
    spanPorts: [4318, 0],
    traceDelayMs: options.traceDelaySeconds * 1000,
    sampling: options.sampling,
    transactionSearch: options.transactionSearch,
    retryDelayScale: options.retryDelayScale,
    faults: options.faults,
    keepMb: options.keepMb,
    strict: options.strict,
    ...(options.data === undefined ? {} : { dataDirectory: options.data }),
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
  });
  const stack = await starting.catch((error: unknown) => {
    if (interrupted.aborted) return undefined;
    throw error;
  });
  if (stack === undefined || !interrupted.aborted) return stack;
  await stack.stop();
  return undefined;
}

async function run(session: Session, event: NumberedEvent | undefined): Promise<number> {
  const { options, stack, terminal, interrupted } = session;
  const functions = stack.template.functions.map(({ logicalId, functionName }) => [logicalId, functionName] as const);
  const nameOf = (given: string, flag: string) => functionNameOf(given, Object.fromEntries(functions), flag);
  if (options.inspect !== undefined) nameOf(options.inspect.function, '--inspect');
  const functionName = options.run === undefined ? undefined : nameOf(options.run.function, '--function');
  await printStart(terminal, stack, options);

  const labels = labelsOf(stack, event);
  const requests = new Map<string, string>();
  const stopFollowing =
    options.run !== undefined && options.invocations > MAX_INVOCATION_LINES
      ? () => {}
      : followStack(terminal, stack, (requestId) => requests.get(requestId));
  // Nothing may be printed between the counts and the last line.
  interrupted.addEventListener('abort', stopFollowing);

  const deadline = options.once ? deadlineOf(session) : new AbortController().signal;
  const tally = new Tally({ keepsResults: options.json });
  if (functionName !== undefined && event !== undefined) {
    const print = resultPrinter(terminal, options.invocations, labels, requests);
    await runInvocations((n) => stack.lambda.invoke(functionName, event.payload(n)), {
      total: options.invocations,
      concurrency: options.concurrency,
      signal: AbortSignal.any([interrupted, deadline]),
      onResult(done) {
        tally.add(done);
        print(done);
      },
    });
  }
  return finish(session, labels, deadline, tally);
}

function labelsOf(stack: Stack, event: NumberedEvent | undefined): RunLabels {
  return {
    label: (n) => event?.label(n),
    traceUrl({ traceId }) {
      if (traceId === undefined || stack.xray.batchGetTraces([traceId]).length === 0) return undefined;
      return `${stack.endpoint}/traces/${traceId}`;
    },
  };
}

function resultPrinter(terminal: Terminal, total: number, labels: RunLabels, requests: Map<string, string>) {
  if (total > MAX_INVOCATION_LINES) return createProgress(terminal, total);
  return (done: NumberedResult) => {
    requests.set(done.result.requestId, labels.label(done.n) ?? `invocation ${done.n}`);
    for (const line of invocationLines(done, total, labels)) terminal.print(line);
  };
}

/** Aborted when the time of --deadline is over, counted from the start of the command. */
function deadlineOf({ startedMs, options }: Session): AbortSignal {
  return AbortSignal.timeout(Math.max(0, startedMs + options.deadlineSeconds * 1000 - Date.now()));
}

/** Waits until all work is done, prints the result, and then exits (`--once`) or serves until Ctrl-C. */
async function finish(session: Session, labels: RunLabels, deadline: AbortSignal, tally: Tally): Promise<number> {
  const { options, stack, terminal, interrupted, startedMs } = session;
  const waitsForWork = options.once || options.run !== undefined;
  if (waitsForWork) await Promise.race([stack.pending.idle(), aborted(interrupted), aborted(deadline)]);
  if (interrupted.aborted) {
    terminal.print(tally.total === 0 ? '' : `\n${invocationCounts(tally)}`);
    return INTERRUPTED_STATUS;
  }
  const run: Run = { tally, startedMs, finishedMs: Date.now() };
  if (options.run !== undefined) await printSummary(terminal, stack, run, labels);
  if (!options.once) {
    printWaiting(terminal, stack, options);
    await aborted(interrupted);
    terminal.print(); // The terminal has shown ^C in this line.
    return 0;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(runAsJson(stack, run, labels), null, 2)}\n`);
  await outputWritten();
  if (interrupted.aborted) return INTERRUPTED_STATUS;
  const problems = problemsOf(stack, options, tally.total);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return problems.length > 0 ? 1 : 0;
}

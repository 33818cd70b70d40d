import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Stack } from '../stack/stack.ts';
import { describeIgnored } from '../template/template.ts';
import { apiLines } from './api-lines.ts';
import { DEFAULT_PORT, type ServeOptions } from './options.ts';
import { portOwner } from './port-owner.ts';
import { findTemplate } from './project.ts';
import type { Terminal } from './terminal.ts';
import { plural } from './text.ts';

/** So many ignored types and properties are named without --verbose. */
const MAX_IGNORED_NAMES = 3;

/** The first lines: the address of the page, what runs, and what differs from AWS. */
export async function printStart(terminal: Terminal, stack: Stack, options: ServeOptions): Promise<void> {
  terminal.print(urlText(stack));
  const resources = resourceTexts(stack);
  terminal.print(`${findTemplate(options.template)}: ${resources.join(', ')}`);
  for (const line of apiLines(stack.apis)) terminal.print(line);
  for (const { logicalId, expression } of stack.schedules) {
    terminal.print(`${logicalId}: ${expression} does not start by time. Start it with: samtrace fire ${logicalId}`);
  }
  if (options.transactionSearch || stack.template.transactionSearch !== undefined) {
    const percentage = stack.template.transactionSearch?.indexingPercentage ?? 1;
    terminal.print(
      `CloudWatch Transaction Search is on: BatchGetTraces finds ${percentage}% of the traces, and StartTraceRetrieval finds all.`,
    );
  }
  if (stack.previousPid !== undefined) {
    terminal.print(`Cleaned up after process ${stack.previousPid}, which had not stopped properly.`);
  }
  await printPort(terminal, stack, options);
  printIgnored(terminal, stack, options);
  printInspector(terminal, options);
  if (options.verbose) printDifferences(terminal, stack, options);
  terminal.print();
}

/** `OrderFunction, 1 bucket, 2 queues`. */
function resourceTexts({ template, apis, schedules }: Stack): string[] {
  const { functions } = template;
  const urls = apis.filter(({ kind }) => kind === 'URL').length;
  const counts = [
    [apis.length - urls, 'API'],
    [urls, 'function URL'],
    [template.tables.length, 'table'],
    [template.buckets.length, 'bucket'],
    [template.queues.length, 'queue'],
    [template.topics.length, 'topic'],
    [template.eventRules.filter(({ scheduleExpression }) => scheduleExpression === undefined).length, 'rule'],
    [schedules.length, 'schedule'],
    [template.subscriptionFilters.length, 'subscription filter'],
  ] as const;
  return [
    functions.length === 0 ? 'no functions' : functions.map((fn) => fn.logicalId).join(', '),
    ...counts.filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun)),
  ];
}

/** The next steps while the stack is running. */
export function printWaiting(terminal: Terminal, stack: Stack, options: ServeOptions): void {
  if (options.run !== undefined) {
    terminal.print();
    terminal.print(urlText(stack));
  } else {
    const [first] = stack.template.functions;
    if (first !== undefined) {
      terminal.print(`Invoke a function: samtrace invoke ${first.logicalId} --event FILE`);
    }
    terminal.print(`Use the AWS CLI: aws --endpoint-url ${stack.endpoint} …`);
  }
  terminal.print('Press Ctrl-C to stop.');
}

function urlText({ endpoint }: Stack): string {
  return styleText(['cyan', 'bold'], `${endpoint}/`);
}

/** Why the page is not at its usual address. */
async function printPort(terminal: Terminal, stack: Stack, { port }: ServeOptions): Promise<void> {
  if (port !== undefined || stack.endpoint.endsWith(`:${DEFAULT_PORT}`)) return;
  const owner = (await portOwner(DEFAULT_PORT)) ?? 'another process';
  terminal.print(`Port ${DEFAULT_PORT} is in use by ${owner}, so a free port was chosen.`);
}

/** One short line; with --verbose, every type with its resources and the reason. */
function printIgnored(terminal: Terminal, { template }: Stack, { verbose }: ServeOptions): void {
  for (const note of template.notes) terminal.print(note);
  const { ignored } = template;
  if (ignored.length === 0) return;
  if (verbose) {
    for (const line of describeIgnored(ignored)) terminal.print(line);
    return;
  }
  // First what a function could notice.
  const inOrder = [...ignored.filter(({ harmless }) => !harmless), ...ignored.filter(({ harmless }) => harmless)];
  const types = [...new Set(inOrder.map(({ type }) => type))];
  const others = types.length - MAX_IGNORED_NAMES;
  const more = others > 0 ? ` and ${others} more` : '';
  terminal.print(
    `Ignored locally: ${types.slice(0, MAX_IGNORED_NAMES).join(', ')}${more} (--verbose shows the reasons)`,
  );
}

function printInspector(terminal: Terminal, { inspect }: ServeOptions): void {
  if (inspect === undefined) return;
  terminal.print(
    `${inspect.function} waits for a debugger on 127.0.0.1:${inspect.port} when it is invoked. Its timeout is off.`,
  );
}

function printDifferences(terminal: Terminal, stack: Stack, options: ServeOptions): void {
  const waits = [60, 120].map((seconds) => `${seconds * options.retryDelayScale} s`);
  const objects = relative(process.cwd(), stack.objectDirectory);
  terminal.print(
    `OpenTelemetry spans: http://127.0.0.1:${stack.spanReceiver.port}/v1/traces, or the port of the X-Ray daemon.`,
  );
  terminal.print(`X-Ray daemon: 127.0.0.1:${stack.daemon.port}. Objects: ${objects}/. Node.js ${process.version}.`);
  terminal.print(`Asynchronous retries wait ${waits.join(' and ')} instead of 1 and 2 minutes.`);
  terminal.print('Bucket policies are not evaluated.');
}

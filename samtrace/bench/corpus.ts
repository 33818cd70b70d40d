import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { messageOf } from '../src/aws/error.ts';
import { type Stack, startStack } from '../src/stack/stack.ts';
import { eventFor } from './corpus/event.ts';
import { type Outcome, outcomeOf, outcomeOfText } from './corpus/outcome.ts';
import type { StoredObject } from './corpus/trigger.ts';

/**
 * Runs the templates of a list: `node bench/corpus.ts LIST [WORD]`, where WORD picks the templates whose path has it. Each line
 * of the list is the path of a template, the logical id of a function, optionally an event as JSON or as a file beside the
 * template, and optionally the status that the project expects, separated by tabs. Prints how each template fares, and counts: refused, starts, answers. Parameters without a default get their own name in lower case.
 *
 * The packages of the templates' projects must be installed. The public templates are not part of this repository.
 */
const [, , list = '', word = ''] = process.argv;
const INVOCATION_TIMEOUT_MS = 40_000;

interface Result {
  readonly template: string;
  readonly starts: boolean;
  /** Parameters that had to be given. */
  readonly parameters: readonly string[];
  readonly outcome: Outcome | { readonly verdict: 'refused'; readonly reason: string };
}

const rows = readFileSync(list, 'utf8')
  .split('\n')
  .filter((line) => line !== '' && line.includes(word))
  .map((line) => line.split('\t'));
const results: Result[] = [];
for (const [template = '', logicalId = '', event = '', status] of rows) {
  const result = await tryTemplate({ template, logicalId, event, status });
  results.push(result);
  const { verdict, reason } = result.outcome;
  const given = result.parameters.length === 0 ? '' : ` (with ${result.parameters.join(', ')})`;
  print(`${verdict.padEnd(10)} ${template}${given}${reason === '' ? '' : `\n           ${reason}`}`);
}
summarize();

interface Row {
  readonly template: string;
  readonly logicalId: string;
  /** Empty for one of the project, or one as the trigger of the function sends it. */
  readonly event: string;
  readonly status: string | undefined;
}

async function tryTemplate(row: Row): Promise<Result> {
  const { template } = row;
  // Inside the project, as the command has it: the AWS SDK is looked up from there.
  const directory = join(dirname(template), '.local');
  const parameters: Record<string, string> = {};
  try {
    for (;;) {
      try {
        await using stack = await startedStack(template, directory, parameters);
        const outcome = await invoke(stack.stack, row);
        return { template, starts: true, parameters: Object.keys(parameters), outcome };
      } catch (error) {
        const missing = [...messageOf(error).matchAll(/The parameter (\w+) has no value/g)].map(
          ([, name]) => name ?? '',
        );
        if (missing.length === 0)
          return { template, starts: false, parameters: Object.keys(parameters), outcome: refusal(error) };
        for (const name of missing) parameters[name] = name.toLowerCase();
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function startedStack(templateFile: string, directory: string, parameterOverrides: Record<string, string>) {
  const stack = await startStack({ templateFile, directory, parameterOverrides, apiPort: 0 });
  return { stack, [Symbol.asyncDispose]: () => stack.stop() };
}

/** A build that fails for a package says nothing about the template. */
function refusal(error: unknown): Result['outcome'] {
  const message = messageOf(error);
  const { verdict, reason } = outcomeOfText(message, '');
  return verdict === 'not judged'
    ? { verdict: 'refused', reason: `build: ${reason}: ${message}` }
    : { verdict: 'refused', reason: message };
}

async function invoke(stack: Stack, { template, logicalId, event: given, status }: Row): Promise<Outcome> {
  const fn = stack.template.functions.find((each) => each.logicalId === logicalId) ?? stack.template.functions[0];
  if (fn === undefined) return { verdict: 'not judged', reason: 'has no function that runs locally' };
  const { event, source, object } = eventFor(template, stack.template, fn, given);
  if (object !== undefined) await store(stack, object);
  const timeout = AbortSignal.timeout(INVOCATION_TIMEOUT_MS);
  const late = new Promise<never>((_, reject) => timeout.addEventListener('abort', () => reject(timeout.reason)));
  try {
    const result = await Promise.race([stack.lambda.invoke(fn.functionName, Buffer.from(JSON.stringify(event))), late]);
    const outcome = outcomeOf(result, status === undefined ? undefined : Number(status));
    if (outcome.verdict === 'failed' && needsAnotherEvent(outcome.reason, source)) {
      return { verdict: 'not judged', reason: 'its project has no event for it' };
    }
    return outcome.verdict === 'answered' ? outcome : { ...outcome, reason: `${outcome.reason} [event ${source}]` };
  } catch (error) {
    return outcomeOfText(messageOf(error), messageOf(error));
  }
}

/** Code that reads a field that is not there, or answers that a field is missing, where the event is not the project's own. */
function needsAnotherEvent(reason: string, source: string): boolean {
  if (source === 'none') return true;
  const isAboutEvent = /Cannot (read|destructure)|is not (a function|iterable)|^4(00|04|22):|is not valid JSON/;
  return source.startsWith('generated') && isAboutEvent.test(reason);
}

/** The notification of the bucket invokes the function, too. Only the invocation by the harness counts. */
async function store(stack: Stack, { bucket, key }: StoredObject): Promise<void> {
  const credentials = { accessKeyId: 'PERSON', secretAccessKey: 'none' };
  const s3 = new S3Client({ endpoint: stack.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  try {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'content' }));
  } catch (error) {
    print(`           ${bucket}/${key} cannot be stored: ${messageOf(error)}`);
  } finally {
    s3.destroy();
  }
}

function summarize(): void {
  const count = (fits: (result: Result) => boolean) => results.filter(fits).length;
  print(`\n${results.length} templates`);
  print(
    `${count(({ starts }) => starts)} start, ${count(({ starts, parameters }) => starts && parameters.length > 0)} of them with parameters that have no default`,
  );
  for (const verdict of ['answered', 'not judged', 'failed', 'refused'] as const) {
    const having = results.filter(({ outcome }) => outcome.verdict === verdict);
    print(`${having.length} ${verdict}`);
    const reasons = Map.groupBy(having, ({ outcome }) => outcome.reason.replace(/ \[event .*/, '').slice(0, 80));
    if (verdict !== 'not judged') continue;
    for (const [reason, same] of [...reasons].sort(([, a], [, b]) => b.length - a.length))
      print(`  ${same.length} ${reason}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The common part of the load benchmarks: a small application, and a load on it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../src/stack/stack.ts';

/** A function that answers or throws, and one that each of its errors invokes through a subscription. */
const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: { Runtime: nodejs24.x, Handler: index.handler, Timeout: 120, MemorySize: 512, Tracing: Active, LoggingConfig: { LogFormat: JSON } }
Resources:
  Works:
    Type: AWS::Serverless::Function
    Properties:
      LoggingConfig: { LogFormat: JSON, LogGroup: !Ref WorksLog }
      InlineCode: |
        const { writeSync } = require('node:fs');
        exports.handler = async ({ fails, lines = 3, size = 200, raw = '', times = 0 }) => {
          for (let n = 0; n < lines; n += 1) console.log({ n, text: 'x'.repeat(size) });
          const text = Buffer.from(raw.repeat(times));
          for (let at = 0; at < text.length; at += writeSync(1, text, at));
          if (fails) throw new Error('as asked');
        };
  WorksLog: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /bench/works } }
  Hears:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: exports.handler = async () => {};
      Events:
        Errors: { Type: CloudWatchLogs, Properties: { LogGroupName: !Ref WorksLog, FilterPattern: '{ $.level = "ERROR" }' } }
`;

export interface Bench extends AsyncDisposable {
  readonly stack: Stack;
  /** Invokes the working function; resolves when it has answered. */
  invoke(event: object): Promise<unknown>;
}

export async function startBench(
  templateFile?: string,
  logicalId = 'Works',
  options: { withData?: boolean } = {},
): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  const own = join(directory, 'template.yml');
  if (templateFile === undefined) await writeFile(own, TEMPLATE);
  const stack = await startStack({
    templateFile: templateFile ?? own,
    directory: join(directory, '.local'),
    ...(options.withData && { dataDirectory: join(directory, 'data') }),
  });
  const found = stack.template.functions.find((fn) => fn.logicalId === logicalId);
  if (found === undefined) throw new Error(`The template has no function ${logicalId}.`);
  return {
    stack,
    invoke: (event) => stack.lambda.invoke(found.functionName, Buffer.from(JSON.stringify(event))),
    async [Symbol.asyncDispose]() {
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Runs `work` for each number below `total`, at most `concurrency` at a time. */
export async function inParallel(
  total: number,
  concurrency: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

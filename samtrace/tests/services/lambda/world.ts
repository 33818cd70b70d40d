import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { Pending } from '../../../src/aws/pending.ts';
import type { SegmentDocument } from '../../../src/aws/segment-document.ts';
import { SAMPLE_ALL } from '../../../src/services/lambda/sampling.ts';
import { createLambda, type FunctionDefinition, type LambdaOptions } from '../../../src/services/lambda/service.ts';

export const HANDLERS = join(import.meta.dirname, 'handlers');

/** A Lambda service with everything that it says to other services kept for the tests to look at. */
export function lambdaWorld(options: Partial<LambdaOptions> = {}) {
  const logs: { group: string; stream: string; message: string }[] = [];
  const segments: SegmentDocument[] = [];
  const destinations: { arn: string; record: unknown }[] = [];
  const pending = new Pending();
  const lambda = createLambda({
    account: DEFAULT_ACCOUNT,
    pending,
    runtimeDirectory: newRuntimeDirectory(),
    uploadDirectory: join(tmpdir(), `lambda-uploads-${randomUUID()}`),
    newSampler: () => SAMPLE_ALL,
    retryDelayScale: 0,
    platformEnvironment: () => ({}),
    log: (group, stream, events) => logs.push(...events.map(({ message }) => ({ group, stream, message }))),
    createLogStream: () => {},
    recordSegment: (document) => segments.push(document),
    sendToDestination: async ({ destinationArn: arn, body, attributes }) => {
      destinations.push({ arn, record: JSON.parse(body), ...(attributes && { attributes }) });
    },
    ...options,
  });
  return {
    lambda,
    pending,
    segments,
    destinations,
    logs,
    /** Defines the function of a handler file and calls it by the handler's name. */
    define(handler: string, overrides: Partial<FunctionDefinition> = {}): string {
      const functionName = overrides.functionName ?? handler.replaceAll('.', '-');
      lambda.createFunction(definitionOf({ functionName, handler, ...overrides }));
      return functionName;
    },
    invoke: (functionName: string, event: unknown = {}, traceHeader?: string) =>
      lambda.invoke(functionName, json(event), traceHeader === undefined ? {} : { traceHeader }),
    logOf: (functionName: string) =>
      logs.filter(({ group }) => group === logGroupOf(functionName)).map(({ message }) => message),
    recordsOf(functionName: string): LogRecord[] {
      return this.logOf(functionName).map((message) => (message.startsWith('{') ? JSON.parse(message) : { message }));
    },
    segmentsOf: (functionName: string) => segments.filter(({ name }) => name === functionName),
  };
}

/** A place for a bundled runtime client; whoever bundles it also removes it. */
export function newRuntimeDirectory(): string {
  return join(tmpdir(), `lambda-runtime-${randomUUID()}`);
}

/** A record of the JSON format: the platform's have `type` and `record`, the function's `level` and `message`. */
export interface LogRecord {
  type?: string;
  record?: Record<string, unknown>;
  level?: string;
  requestId?: string;
  message?: unknown;
}

export function definitionOf(overrides: Partial<FunctionDefinition> & { functionName: string }): FunctionDefinition {
  return {
    logicalId: 'Function',
    description: '',
    architecture: 'x86_64',
    runtime: 'nodejs24.x',
    handler: 'answers.nothing',
    codeDirectory: HANDLERS,
    memorySizeMb: 256,
    timeoutSeconds: 3,
    tracingMode: 'Active',
    environment: {},
    logging: {
      format: 'JSON',
      applicationLogLevel: 'INFO',
      systemLogLevel: 'INFO',
      logGroup: logGroupOf(overrides.functionName),
    },
    roleArn: 'arn:aws:iam::000000000000:role/role',
    eventInvoke: { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 },
    ...overrides,
  };
}

export function logGroupOf(functionName: string): string {
  return `/aws/lambda/${functionName}`;
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** True once nothing runs under this id; a zombie, left by a parent that died before it, does not run. */
export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  return process.platform === 'linux' && processState(pid) === 'Z';
}

/** The letter that Linux gives a process: R running, S sleeping, T stopped, Z zombie; undefined when it is gone. */
export function processState(pid: number): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}

/** Looks again and again until the condition holds; says what it waited for when it never does. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited 5 s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

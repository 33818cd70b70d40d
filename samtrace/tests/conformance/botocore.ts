import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { PYTHON } from './peers.ts';

export interface BotoAnswer {
  response?: Record<string, unknown>;
  /** The violations of botocore's model in the answer. */
  violations?: string[];
  /** `inModel`: whether the model of the operation contains this error code. */
  error?: { Code: string; Message: string; status: number; inModel: boolean };
  answers?: Record<string, { Code: string; Message: string } | null>;
}

/** boto3 in a separate process, with one request per line. See botocore_peer.py. */
export class Botocore {
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(endpoint: string) {
    const child = spawn(PYTHON, [join(import.meta.dirname, 'botocore_peer.py'), endpoint], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: AWS_ENVIRONMENT,
    });
    this.#child = child;
    this.#stdin = child.stdin as Writable;
    this.#lines = createInterface(child.stdout as Readable)[Symbol.asyncIterator]();
  }

  call(service: string, operation: string, params: object): Promise<BotoAnswer> {
    return this.#ask({ service, operation, params });
  }

  /** The violations of botocore's model in an answer of another client. */
  async judge(service: string, operation: string, answer: unknown): Promise<string[]> {
    return (await this.#ask({ service, operation, judge: answer })).violations ?? [];
  }

  /** The error that each operation of the service answers, but for the supported ones; null where it answered none. */
  async unsupportedBeside(service: string, supported: readonly string[]) {
    return (await this.#ask({ service, unsupportedBeside: supported })).answers ?? {};
  }

  async stop(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#stdin.end();
    await exited;
  }

  /** Sends one request at a time, because the answers are in the order of the requests. */
  #ask(question: object): Promise<BotoAnswer> {
    const answer = this.#last.then(async () => {
      this.#stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await this.#lines.next();
      if (done)
        throw new Error(`The process of boto3 ended after ${JSON.stringify(question)}. Its error is printed above.`);
      return JSON.parse(value) as BotoAnswer;
    });
    this.#last = answer.catch(() => {});
    return answer;
  }
}

/** A developer's environment without any configuration of this machine's own. */
export const AWS_ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/dev/null',
  AWS_ACCESS_KEY_ID: 'developer',
  AWS_SECRET_ACCESS_KEY: 'developer',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_EC2_METADATA_DISABLED: 'true',
};

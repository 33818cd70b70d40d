import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { PYTHON } from './peers.ts';

export interface BotoAnswer {
  response?: Record<string, unknown>;
  /** What botocore's model does not allow in the answer. */
  violations?: string[];
  /** `inModel`: whether the operation's model knows an error of this code. */
  error?: { Code: string; Message: string; status: number; inModel: boolean };
  answers?: Record<string, { Code: string; Message: string } | null>;
}

/** boto3 in a process of its own, asked line by line; see botocore_peer.py. */
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

  /** What botocore's model does not allow in an answer that came by other means. */
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

  /** One question at a time: answers come in the order of the questions. */
  #ask(question: object): Promise<BotoAnswer> {
    const answer = this.#last.then(async () => {
      this.#stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`boto3's process ended at ${JSON.stringify(question)}; its error stands above`);
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Stack, startStack } from '../../src/stack/stack.ts';

/** A stack of one bucket and no function, for traces, logs and objects that no application would make. */
export interface EmptyStack extends AsyncDisposable {
  readonly stack: Stack;
  readonly bucket: string;
  /** Hands a segment document to X-Ray, which must accept it. */
  put(document: Record<string, unknown>): void;
  store(key: string, body: string, contentType: string): Promise<void>;
}

/** `resources` are further ones of the template, in YAML's flow style. */
export async function startEmptyStack(
  port = 0,
  options: { resources?: string; keepMb?: number } = {},
): Promise<EmptyStack> {
  const directory = await mkdtemp(join(tmpdir(), 'empty-stack-'));
  const templateFile = join(directory, 'template.yml');
  await writeFile(
    templateFile,
    `Transform: AWS::Serverless-2016-10-31\nResources: { Bucket: { Type: AWS::S3::Bucket }, ${options.resources ?? ''} }\n`,
  );
  const { keepMb } = options;
  const stack = await startStack({ templateFile, directory, port, ...(keepMb !== undefined && { keepMb }) });
  const bucket = stack.template.buckets[0]?.name ?? '';
  const s3 = new S3Client({
    endpoint: stack.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    stack,
    bucket,
    put(document) {
      const refused = stack.xray.put(JSON.stringify(document));
      if (refused) throw new Error(`X-Ray refused the document: ${refused.Message}`);
    },
    async store(Key, Body, ContentType) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }));
    },
    async [Symbol.asyncDispose]() {
      s3.destroy();
      await stack.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

let made = 0;

/** An id of so many hexadecimal digits, a new one each time. */
export function newId(digits = 16): string {
  made += 1;
  return made.toString(16).padStart(digits, '0');
}

export function newTraceId(): string {
  return `1-${Math.floor(Date.now() / 1000).toString(16)}-${newId(24)}`;
}

/** A finished segment that began a second ago. */
export function segment(fields: Record<string, unknown> = {}): Record<string, unknown> {
  const start = Date.now() / 1000 - 1;
  return { id: newId(), trace_id: newTraceId(), name: 'orders', start_time: start, end_time: start + 0.5, ...fields };
}

/** A finished subsegment of `parent`, to be sent by itself. */
export function subsegment(
  parent: Record<string, unknown>,
  fields: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    ...segment({ trace_id: parent.trace_id, parent_id: parent.id, type: 'subsegment', name: 'step' }),
    ...fields,
  };
}

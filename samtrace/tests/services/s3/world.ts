import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { AwsError } from '../../../src/aws/error.ts';
import type { Caller } from '../../../src/aws/http.ts';
import { Pending } from '../../../src/aws/pending.ts';
import { startGateway } from '../../../src/gateway/gateway.ts';
import { createNotifier } from '../../../src/services/s3/notifications/notifier.ts';
import { createS3, type S3, type S3Options } from '../../../src/services/s3/service.ts';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** S3 behind the gateway, with the bucket `reports`. The key FUNCTION belongs to a function that may not list. */
export interface World extends AsyncDisposable {
  readonly s3: S3;
  readonly directory: string;
  readonly port: number;
  readonly client: S3Client;
  clientOf(accessKeyId: string): S3Client;
  /** A signed request whose path goes out as it is written here. */
  raw(
    method: string,
    path: string,
    options?: { headers?: Record<string, string>; body?: string | Buffer },
  ): Promise<RawAnswer>;
  /** Ends the stack and starts another one on the same folder. */
  restart(): Promise<World>;
}

export interface WorldOptions extends Partial<S3Options> {
  /** IAM action and resource of the calls that are denied. */
  denied?: (action: string, resource: string) => boolean;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { denied, ...s3Options } = options;
  const directory = s3Options.directory ?? (await mkdtemp(join(tmpdir(), 's3-')));
  const authorize = (_: Caller, action: string, resources: readonly string[]) =>
    resources.some((resource) => denied?.(action, resource))
      ? new AwsError('AccessDenied', `denied: ${action}`, { status: 403 })
      : undefined;
  const s3 = createS3({
    account: DEFAULT_ACCOUNT,
    directory,
    authorize,
    mayList: (caller) => caller.kind === 'developer',
    notifier: createNotifier({
      account: DEFAULT_ACCOUNT,
      pending: new Pending(),
      send: async () => {},
      emit: () => {},
      undelivered: () => {},
      destinationProblem: async () => 'missing',
    }),
    ...s3Options,
  });
  await s3.createBucket('reports');
  const gateway = await startGateway({
    services: [s3.api],
    port: 0,
    refuse: () => undefined,
    callerOf: (key) => (key === 'FUNCTION' ? { kind: 'function', functionName: 'f' } : { kind: 'developer' }),
    authorize,
    fault: () => undefined,
    page: async (_, response) => void response.end('page'),
  });
  const clients: S3Client[] = [];
  const clientOf = (accessKeyId: string) => {
    const credentials = { accessKeyId, secretAccessKey: 'secret' };
    const endpoint = `http://127.0.0.1:${gateway.port}`;
    const client = new S3Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  const stop = async () => {
    for (const client of clients) client.destroy();
    await gateway.stop();
    s3.close();
  };
  return {
    s3,
    directory,
    port: gateway.port,
    client: clientOf('PERSON'),
    clientOf,
    raw: (method, path, { headers = {}, body = '' } = {}) => send(gateway.port, method, path, headers, body),
    async restart() {
      await stop();
      return startWorld({ ...options, directory });
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string | Buffer,
): Promise<RawAnswer> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=K/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const length = String(Buffer.byteLength(body));
  return new Promise((resolve, reject) => {
    const call = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      headers: { authorization, 'content-length': length, ...headers },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    call.end(body);
  });
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { AwsError } from '../../../src/aws/error.ts';
import type { AwsService } from '../../../src/aws/http.ts';
import { Pending } from '../../../src/aws/pending.ts';
import { createLogs, type Logs, type LogsOptions } from '../../../src/services/logs/service.ts';

/** Noon of the day on which the tests take place. */
export const NOON = Date.UTC(2026, 10, 22, 12);
export const DESTINATION = 'arn:aws:lambda:us-east-1:000000000000:function:handler';

/** A service of CloudWatch Logs at noon, whose deliveries arrive in `delivered`. */
export function logsWorld(overrides: Partial<LogsOptions> = {}) {
  const pending = new Pending();
  const delivered: { destinationArn: string; payload: Buffer }[] = [];
  const clock = { now: NOON };
  const logs = createLogs({
    account: DEFAULT_ACCOUNT,
    now: () => clock.now,
    pending,
    deliver: async (delivery) => {
      delivered.push(delivery);
    },
    deliveryRetryDelaysMs: [1, 1, 1],
    ...overrides,
  });
  return { logs, pending, delivered, clock };
}

/** What stands in an `awslogs` payload. */
export function unpack(payload: Buffer) {
  const { awslogs } = JSON.parse(payload.toString()) as { awslogs: { data: string } };
  return JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as {
    logEvents: { id: string; timestamp: number; message: string }[];
  };
}

/** The API behind a real HTTP server, and the AWS SDK's client for it. */
export async function sdkClient(logs: Logs) {
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const answer = await answerOf(logs.api, incoming.headers as Record<string, string>, Buffer.concat(chunks));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new CloudWatchLogsClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client,
    stop: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answerOf(api: AwsService, headers: Record<string, string>, body: Buffer) {
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers,
    body,
    caller: { kind: 'developer' as const },
  };
  try {
    return await api.operation(request).run();
  } catch (error) {
    if (error instanceof AwsError) return api.renderError(error, request);
    return { status: 500, headers: {}, body: String((error as Error).stack) };
  }
}

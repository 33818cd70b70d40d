/** A server on loopback that answers AWS clients as a test says. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  /** The operation, such as `GetLogEvents`, `/Traces`, or `PUT /bucket/key`. */
  call: string;
  headers: IncomingMessage['headers'];
  body: string;
}
/** `none`: the server never answers. */
export type AwsAnswer = 'none' | Response;

interface Response {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** `nth` counts the earlier requests of the same call. */
export async function startAwsServer(answerTo: (request: AwsRequest, nth: number) => AwsAnswer) {
  const requests: AwsRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const target = incoming.headers['x-amz-target']?.toString().split('.')[1];
    const path = (incoming.url ?? '').split('?')[0] ?? '';
    const isXRay = incoming.method === 'POST';
    const call = target ?? (isXRay ? path : `${incoming.method} ${path}`);
    const request = { call, headers: incoming.headers, body: Buffer.concat(chunks).toString() };
    const nth = requests.filter((each) => each.call === call).length;
    requests.push(request);
    const answer = answerTo(request, nth);
    if (answer === 'none') return;
    const { status = 200, headers = {}, body = '' } = answer;
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const s3Error = (status: number, code: string): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});
export const jsonAnswer = (value: unknown, status = 200): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

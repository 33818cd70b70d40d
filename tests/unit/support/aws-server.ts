/** What answers the error handler's real AWS clients: a server on loopback that says what it is told. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  /** `GetLogEvents`, `/Traces`, or `PUT /bucket/key`. */
  call: string;
  headers: IncomingMessage['headers'];
  body: string;
}
export interface AwsAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** The answers are given in order of the requests of a call; the last one of each stays. */
export async function startAwsServer(answerTo: (request: AwsRequest, nth: number) => AwsAnswer) {
  const requests: AwsRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const target = incoming.headers['x-amz-target']?.toString().split('.')[1];
    const path = (incoming.url ?? '').split('?')[0] ?? '';
    const isXRay = incoming.headers['content-type'] === 'application/json' && incoming.method === 'POST';
    const call = target ?? (isXRay ? path : `${incoming.method} ${path}`);
    const request = { call, headers: incoming.headers, body: Buffer.concat(chunks).toString() };
    const nth = requests.filter((each) => each.call === call).length;
    requests.push(request);
    const { status = 200, headers = {}, body = '' } = answerTo(request, nth);
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

import { buildApp } from 'fauxqs';
import type { AwsRequest, AwsResponse } from '../aws/http.ts';

/**
 * The library that provides S3 and SQS. It is called in process and opens no port: its own server would listen on
 * every interface.
 */
export interface Library {
  forward(request: Pick<AwsRequest, 'method' | 'path' | 'query' | 'headers' | 'body'>): Promise<AwsResponse>;
  close(): Promise<void>;
}

/** A body without bytes does not reach the library; one without chunks does. */
const EMPTY_CHUNKED = {
  'content-length': '5',
  'content-encoding': 'aws-chunked',
  'x-amz-decoded-content-length': '0',
};

export function createLibrary(region: string): Library {
  const app = buildApp({ logger: false, defaultRegion: region });
  return {
    async forward({ method, path, query, headers, body }) {
      const isEmptyObject = method === 'PUT' && body.length === 0 && headers['x-amz-copy-source'] === undefined;
      const search = query.toString();
      const answer = await app.inject({
        // The methods of HTTP that AWS's clients send are the ones that the library's router knows.
        method: method as 'GET',
        url: search === '' ? path : `${path}?${search}`,
        headers: { ...headers, ...(isEmptyObject ? EMPTY_CHUNKED : { 'content-length': String(body.length) }) },
        payload: isEmptyObject ? '0\r\n\r\n' : body,
      });
      return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: answer.rawPayload };
    },
    close: () => app.close(),
  };
}

/** Without the headers that describe the connection rather than the answer. */
function plainHeaders(headers: Record<string, unknown>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === 'connection' || name === 'transfer-encoding') continue;
    plain[name] = String(value);
  }
  return plain;
}

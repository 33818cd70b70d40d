import type { ClientRequest } from 'node:http';
import type { Writable } from 'node:stream';
import { errorBody, InvalidStreamingOperation } from './errors.ts';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
/** Ends the prelude. */
const DELIMITER = Buffer.alloc(8);
const ERROR_TYPE = 'Lambda-Runtime-Function-Error-Type';
const ERROR_BODY = 'Lambda-Runtime-Function-Error-Body';

/** The headers of a response that is streamed: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming */
export const STREAMING_HEADERS: Readonly<Record<string, string>> = {
  'Lambda-Runtime-Function-Response-Mode': 'streaming',
  'Content-Type': 'application/octet-stream',
  'Transfer-Encoding': 'chunked',
  Trailer: `${ERROR_TYPE}, ${ERROR_BODY}`,
};

export type StreamingHandler = (event: unknown, responseStream: ResponseStream, context: unknown) => unknown;

export type ResponseStream = Writable & { setContentType(contentType: string): void };

/** `awslambda.streamifyResponse`: marks a handler as one that writes to a stream. */
export function streamifyResponse<T extends object>(handler: T, options?: { highWaterMark?: number }): T {
  return Object.assign(handler, { [STREAMING]: 'response', [HIGH_WATER_MARK]: options?.highWaterMark });
}

export function isStreaming(handler: unknown): boolean {
  return typeof handler === 'function' && Reflect.get(handler, STREAMING) === 'response';
}

/** `awslambda.HttpResponseStream`: lets a function set the status, the headers and the cookies of a function URL's answer. */
export const HttpResponseStream = {
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setContentType(PRELUDE_TYPE);
    preludes.set(stream, Buffer.concat([Buffer.from(JSON.stringify(prelude)), DELIMITER]));
    return stream;
  },
};

/** To be written before the first data of a stream. */
const preludes = new WeakMap<ResponseStream, Buffer>();

/** The stream that a handler writes to, which is the body of a request to the Runtime API. */
export function createResponseStream(request: ClientRequest): ResponseStream {
  // Not an import statement, for the reason in api.ts.
  const { Writable: WritableStream } = process.getBuiltinModule('node:stream');
  let begun = false;
  const begin = (): void => {
    if (begun) return;
    begun = true;
    const prelude = preludes.get(stream);
    if (prelude !== undefined) request.write(prelude);
  };
  const stream: ResponseStream = Object.assign(
    new WritableStream({
      decodeStrings: true,
      write(chunk: Buffer, _encoding, done) {
        begin();
        request.write(chunk, (error) => done(error ?? null));
      },
      final(done) {
        begin();
        request.end(done);
      },
    }),
    {
      setContentType(contentType: string) {
        if (begun) throw new InvalidStreamingOperation('Cannot set content-type, too late.');
        request.setHeader('Content-Type', contentType);
      },
    },
  );
  const write = stream.write.bind(stream);
  // Anything but text and bytes is written as JSON.
  stream.write = ((chunk: unknown, ...rest: []) => {
    const isData = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return write(isData ? chunk : JSON.stringify(chunk), ...rest);
  }) as typeof stream.write;
  return stream;
}

/** Ends a streamed response with an error. A status that was already sent is kept, and the error follows the body. */
export function endWithError(request: ClientRequest, thrown: unknown): void {
  const body = errorBody(thrown);
  request.addTrailers({
    [ERROR_TYPE]: body.errorType.replace(/[^\x20-\x7e]/g, '?'),
    [ERROR_BODY]: Buffer.from(JSON.stringify(body)).toString('base64'),
  });
  request.end();
}

import { PassThrough } from 'node:stream';
import { eventStreamMessage } from '../../../aws/event-stream.ts';
import type { AwsResponse } from '../../../aws/http.ts';
import { writeChunk } from '../../../base/write-chunk.ts';
import type { InvokeResult } from '../contract.ts';
import { newRequestId } from '../request-id.ts';
import type { Call } from './call.ts';
import { invocationRequest, isDryRun, logResult } from './invocation-request.ts';

const TYPES = ['RequestResponse', 'DryRun'];

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 * The answer begins with the first part of the stream. The answer of a function that does not stream is one part.
 */
export async function invokeWithResponseStream({ backend, fn, request }: Call): Promise<AwsResponse> {
  const { functionName, qualifier } = fn;
  backend.checkInvoked(functionName, qualifier);
  const { payload, options } = invocationRequest(request, qualifier, TYPES);
  if (isDryRun(request)) return { status: 204, headers: {}, body: '' };

  const requestId = newRequestId();
  const executedVersion = backend.describe(functionName, qualifier).definition.version;
  const events = new PassThrough();
  // The caller has disconnected. The function continues.
  events.on('error', () => {});
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let isStreamed = false;
  const stream = {
    async write(_contentType: string | undefined, chunk: Buffer): Promise<void> {
      isStreamed = true;
      begin();
      if (chunk.length > 0) await writeChunk(events, payloadChunk(chunk));
    },
  };
  const ended = backend
    .invoke(functionName, payload, { ...options, requestId, executedVersion, stream })
    .then((result) => {
      if (!isStreamed && result.functionError === undefined) events.write(payloadChunk(result.payload));
      events.end(invokeComplete(result, logResult(request, result.logTail)));
    });
  // A stack that stops in the middle of a stream breaks it off.
  ended.catch(() => events.destroy());
  await Promise.race([begun, ended]);
  return {
    status: 200,
    headers: {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': requestId,
      'x-amz-executed-version': executedVersion,
    },
    body: '',
    rest: events,
  };
}

function payloadChunk(chunk: Buffer): Buffer {
  return event('PayloadChunk', 'application/octet-stream', chunk);
}

/** The end of the stream. Only a function that failed has an error. */
function invokeComplete({ functionError, payload }: InvokeResult, logTail: string | undefined): Buffer {
  const members = {
    ErrorCode: functionError,
    ErrorDetails: functionError === undefined ? undefined : payload.toString('utf8'),
    LogResult: logTail,
  };
  return event('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(members)));
}

function event(type: string, contentType: string, payload: Buffer): Buffer {
  return eventStreamMessage({ ':event-type': type, ':content-type': contentType, ':message-type': 'event' }, payload);
}

import { AwsError, messageOf } from '../../../aws/error.ts';
import type { AwsRequest } from '../../../aws/http.ts';
import type { InvokeOptions } from '../contract.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNC_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;
const MAX_CLIENT_CONTEXT_BYTES = 3583;

/** The event and the options of a call that invokes a function. Throws Lambda's errors for a request that it refuses. */
export function invocationRequest(
  request: AwsRequest,
  qualifier: string | undefined,
  types: readonly string[],
): { payload: Buffer; options: InvokeOptions } {
  const type = invocationType(request);
  if (!types.includes(type)) throw invalidType(type, types);
  const payload = parsedPayload(request.body, type);
  const traceHeader = request.headers['x-amzn-trace-id'];
  const clientContext =
    type === 'RequestResponse' ? decodedContext(request.headers['x-amz-client-context']) : undefined;
  const options = {
    ...(traceHeader !== undefined && { traceHeader }),
    ...(qualifier !== undefined && { qualifier }),
    ...(clientContext !== undefined && { clientContext }),
  };
  return { payload, options };
}

export function invocationType({ headers }: AwsRequest): string {
  return headers['x-amz-invocation-type'] ?? 'RequestResponse';
}

export function isDryRun(request: AwsRequest): boolean {
  return invocationType(request) === 'DryRun';
}

/** The end of the log, if the caller requests it. */
export function logResult({ headers }: AwsRequest, logTail: string): string | undefined {
  return headers['x-amz-log-type'] === 'Tail' ? Buffer.from(logTail).toString('base64') : undefined;
}

/** The unchanged event. An empty body is an empty object. */
function parsedPayload(body: Buffer, type: string): Buffer {
  const limit = type === 'Event' ? MAX_ASYNC_BYTES : MAX_SYNC_BYTES;
  if (body.length > limit) {
    throw new AwsError(
      'RequestTooLargeException',
      `${body.length} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
      { status: 413 },
    );
  }
  if (body.length === 0) return Buffer.from('{}');
  try {
    JSON.parse(body.toString('utf8'));
  } catch (error) {
    const message = `Could not parse request body into json: ${messageOf(error)}`;
    throw new AwsError('InvalidRequestContentException', message);
  }
  return body;
}

/** The client context as JSON text. */
function decodedContext(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (header.length > MAX_CLIENT_CONTEXT_BYTES) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Client context must be at most ${MAX_CLIENT_CONTEXT_BYTES} bytes.`,
    );
  }
  const text = Buffer.from(header, 'base64').toString('utf8');
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Client context must be a valid Base64-encoded JSON object: ${messageOf(error)}`,
    );
  }
}

function invalidType(type: string, types: readonly string[]): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [${types.join(', ')}]`,
  );
}

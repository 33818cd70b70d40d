import { AwsError, messageOf } from '../../../aws/error.ts';
import type { AwsResponse } from '../../../aws/http.ts';
import type { InvokeOptions } from '../contract.ts';
import type { Call } from './call.ts';

const TYPES = ['Event', 'RequestResponse', 'DryRun'];
/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_SYNC_BYTES = 6 * 1024 * 1024;
const MAX_ASYNC_BYTES = 1024 * 1024;
const MAX_CLIENT_CONTEXT_BYTES = 3583;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke({ backend, fn, request }: Call): Promise<AwsResponse> {
  const { functionName, qualifier } = fn;
  const { headers, body } = request;
  backend.checkInvoked(functionName, qualifier);
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (!TYPES.includes(type)) throw invalidType(type);
  const payload = parsedPayload(body, type);
  const traceHeader = headers['x-amzn-trace-id'];
  const options: InvokeOptions = {
    ...(traceHeader !== undefined && { traceHeader }),
    ...(qualifier !== undefined && { qualifier }),
  };
  if (type === 'DryRun') return { status: 204, headers: {}, body: '' };
  if (type === 'Event') {
    const requestId = backend.invokeAsync(functionName, payload, options);
    return { status: 202, headers: { 'x-amzn-requestid': requestId }, body: '' };
  }
  const clientContext = decodedContext(headers['x-amz-client-context']);
  const result = await backend.invoke(functionName, payload, {
    ...options,
    ...(clientContext !== undefined && { clientContext }),
  });
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amzn-requestid': result.requestId,
      'x-amz-executed-version': result.executedVersion,
      ...(result.functionError && { 'x-amz-function-error': result.functionError }),
      ...(headers['x-amz-log-type'] === 'Tail' && {
        'x-amz-log-result': Buffer.from(result.logTail).toString('base64'),
      }),
    },
    body: result.payload,
  };
}

/** The event as it was sent; an empty body is an empty object. */
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

function invalidType(type: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [${TYPES.join(', ')}]`,
  );
}

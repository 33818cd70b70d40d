import type { Account } from '../../aws/arn.ts';
import type { SegmentDocument } from '../../aws/segment-document.ts';
import type { CallerIdentity } from './authorizer/outcome.ts';
import type { ApiRequest } from './exchange.ts';

/** The parts of other services that API Gateway uses. */
export interface OtherServices {
  readonly account: Account;
  /** Epoch milliseconds. */
  now(): number;
  /** Rejects with an AwsError whose status is 429 when the function is throttled. */
  invoke(functionArn: string, payload: Buffer, options: InvocationOptions): Promise<InvocationResult>;
  /** As InvokeWithResponseStream: resolves when the function has begun to answer. */
  invokeStream(functionArn: string, payload: Buffer, options: InvocationOptions): Promise<StreamedResult>;
  /** Whether the function's permissions let API Gateway invoke it for a request with this ARN. */
  mayInvoke(functionArn: string, sourceArn: string): boolean;
  /** The signer of a request that is signed for this service. */
  signerOf(request: Pick<ApiRequest, 'headers' | 'rawQuery'>, signingName: string): CallerIdentity | undefined;
  /** Whether the signer's role allows the call. */
  mayCall(accessKey: string, action: string, resourceArn: string): boolean;
  recordSegment(document: SegmentDocument): void;
  /** X-Ray's decision for a request whose header leaves it open. */
  sample(): boolean;
  /** A line for the person at the terminal: why a request got an error from the API itself. */
  warn(line: string): void;
}

export interface InvocationOptions {
  readonly traceHeader: string;
  /** Lambda makes one when absent. */
  readonly requestId?: string;
}

export interface InvocationResult {
  readonly payload: Buffer;
  /** The function failed, and `payload` is the error. */
  readonly functionError?: string;
}

export interface StreamedResult {
  readonly contentType: string | undefined;
  /** Ends early when the function fails in the middle. */
  readonly body: AsyncIterable<Buffer>;
  /** The function failed before its first byte. */
  readonly functionError?: string;
}

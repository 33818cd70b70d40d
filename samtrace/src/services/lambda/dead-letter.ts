import type { MessageAttribute } from '../../aws/delivery.ts';
import type { AsyncInvocation } from './contract.ts';

const MAX_ERROR_MESSAGE_BYTES = 1024;

/** The reason why an event was sent to the dead-letter queue. */
export interface DeadLetterReason {
  readonly errorCode: number;
  readonly errorMessage: string;
}

/**
 * Lambda answers 200 for an attempt in which the function failed. It answers 429 if it throttled every attempt, which is not
 * documented for dead-letter queues.
 */
export function deadLetterReason({ attempts, errorMessage = '' }: AsyncInvocation): DeadLetterReason {
  if (attempts === 0) return { errorCode: 429, errorMessage: 'Rate Exceeded.' };
  return { errorCode: 200, errorMessage };
}

/**
 * The attributes of a message in the dead-letter queue. Its body is the event.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 */
export function deadLetterAttributes(requestId: string, reason: DeadLetterReason): Record<string, MessageAttribute> {
  const message = cropped(reason.errorMessage);
  return {
    RequestID: { DataType: 'String', StringValue: requestId },
    ErrorCode: { DataType: 'Number', StringValue: String(reason.errorCode) },
    // SQS and SNS refuse an attribute without a value.
    ...(message !== '' && { ErrorMessage: { DataType: 'String', StringValue: message } }),
  };
}

/** The first 1 KB, without a part of a character at its end. */
function cropped(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_ERROR_MESSAGE_BYTES) return text;
  return new TextDecoder().decode(bytes.subarray(0, MAX_ERROR_MESSAGE_BYTES), { stream: true });
}

import { randomBytes } from 'node:crypto';
import { AwsError } from '../../aws/error.ts';
import type { Message } from './message.ts';

/** The content of a receipt handle: the message, and the number of the receive. */
export interface Receipt {
  readonly queueName: string;
  readonly messageId: string;
  readonly receiveCount: number;
}

/** A text that only this queue can read, and that is new at each receive. */
export function receiptHandle(queueName: string, { id, receiveCount }: Message): string {
  const salt = randomBytes(6).toString('hex');
  return Buffer.from(JSON.stringify([queueName, id, receiveCount, salt])).toString('base64');
}

/** Throws ReceiptHandleIsInvalid for a string that is not a handle of the queue. */
export function readReceipt(handle: string, expectedQueue: string): Receipt {
  const receipt = parsed(handle);
  if (receipt !== undefined && receipt.queueName === expectedQueue) return receipt;
  const message = `The input receipt handle "${handle}" is not a valid receipt handle.`;
  throw new AwsError('ReceiptHandleIsInvalid', message, { status: 404 });
}

function parsed(handle: string): Receipt | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(handle, 'base64').toString('utf8'));
    if (!Array.isArray(value)) return undefined;
    const [queueName, messageId, receiveCount] = value as unknown[];
    if (typeof queueName !== 'string' || typeof messageId !== 'string' || typeof receiveCount !== 'number')
      return undefined;
    return { queueName, messageId, receiveCount };
  } catch {
    return undefined;
  }
}

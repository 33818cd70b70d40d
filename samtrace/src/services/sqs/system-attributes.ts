/** What SQS knows of a message and the library does not: its trace header, and the queue that it was first sent to. */
interface Known {
  readonly queueName: string;
  readonly traceHeader: string | undefined;
}

/** An answer of ReceiveMessage, as far as it matters here. */
interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  Attributes?: Record<string, string>;
}

/** Messages are forgotten when they are deleted; of those that nobody deletes, the oldest beyond this many. */
const MAX_MESSAGES = 100_000;

/**
 * The message system attributes AWSTraceHeader and DeadLetterQueueSourceArn.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export class SystemAttributes {
  readonly #queueArn: (queueName: string) => string;
  readonly #messages = new Map<string, Known>();
  readonly #received = new Map<string, string>();

  constructor(queueArn: (queueName: string) => string) {
    this.#queueArn = queueArn;
  }

  sent(messageId: string, queueName: string, traceHeader: string | undefined): void {
    this.#messages.set(messageId, { queueName, traceHeader });
    forgetOldest(this.#messages);
  }

  /** Adds the attributes that the caller asked for. */
  received(messages: readonly ReceivedMessage[], queueName: string, names: readonly string[]): void {
    for (const message of messages) {
      this.#received.set(message.ReceiptHandle, message.MessageId);
      forgetOldest(this.#received);
      const known = this.#messages.get(message.MessageId);
      if (known === undefined) continue;
      const wants = (name: string) => names.includes('All') || names.includes(name);
      const attributes = message.Attributes ?? {};
      if (known.traceHeader !== undefined && wants('AWSTraceHeader')) attributes.AWSTraceHeader = known.traceHeader;
      if (known.queueName !== queueName && wants('DeadLetterQueueSourceArn')) {
        attributes.DeadLetterQueueSourceArn = this.#queueArn(known.queueName);
      }
      if (Object.keys(attributes).length > 0) message.Attributes = attributes;
    }
  }

  deleted(receiptHandle: string): void {
    this.#messages.delete(this.#received.get(receiptHandle) ?? '');
    this.#received.delete(receiptHandle);
  }
}

function forgetOldest(entries: Map<string, unknown>): void {
  if (entries.size <= MAX_MESSAGES) return;
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

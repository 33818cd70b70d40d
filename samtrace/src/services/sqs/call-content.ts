/** The name of the queue that a call is about; empty where it is about none. */
export function queueNameIn(input: Readonly<Record<string, unknown>>): string {
  return (
    String(input.QueueUrl ?? input.QueueName ?? '')
      .split('/')
      .pop() ?? ''
  );
}

/** The messages that a call has put into a queue. The message's own trace header goes before the request's. */
export function sentMessages(
  name: string,
  input: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
  requestHeader: string | undefined,
): { id: string; traceHeader: string | undefined }[] {
  if (name === 'SendMessage') {
    return [{ id: String(answer.MessageId), traceHeader: traceHeaderOf(input) ?? requestHeader }];
  }
  if (name !== 'SendMessageBatch') return [];
  const entries = structuresIn(input.Entries);
  return structuresIn(answer.Successful).map(({ Id, MessageId }) => {
    const entry = entries.find((each) => each.Id === Id) ?? {};
    return { id: String(MessageId), traceHeader: traceHeaderOf(entry) ?? requestHeader };
  });
}

function traceHeaderOf({ MessageSystemAttributes }: Readonly<Record<string, unknown>>): string | undefined {
  const attributes = MessageSystemAttributes as { AWSTraceHeader?: { StringValue?: unknown } } | undefined;
  const value = attributes?.AWSTraceHeader?.StringValue;
  return typeof value === 'string' ? value : undefined;
}

/** The receipt handles of the messages that a call has deleted. */
export function deletedHandles(name: string, input: Readonly<Record<string, unknown>>): string[] {
  if (name === 'DeleteMessage') return textsIn([input.ReceiptHandle]);
  if (name !== 'DeleteMessageBatch') return [];
  return structuresIn(input.Entries).flatMap(({ ReceiptHandle }) => textsIn([ReceiptHandle]));
}

function structuresIn(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}

/** The policy that CreateQueue or SetQueueAttributes gives to a queue. */
export function policyIn({ Attributes }: Readonly<Record<string, unknown>>): string | undefined {
  const policy = (Attributes as { Policy?: unknown } | undefined)?.Policy;
  return typeof policy === 'string' ? policy : undefined;
}

/** The texts in a list. */
export function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

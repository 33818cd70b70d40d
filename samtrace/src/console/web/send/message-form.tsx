import { useState } from 'preact/hooks';
import type { QueueAnswer } from '../../model/contract.ts';
import { SendForm, TextArea, TextField } from './send-form.tsx';
import { sendMessage } from './sent.ts';

/** Writes a message for a queue, and sends it. */
export function MessageForm({ queue }: { queue: QueueAnswer }) {
  const [body, setBody] = useState('');
  const [groupId, setGroupId] = useState('1');
  const [deduplicationId, setDeduplicationId] = useState('');
  const ids = queue.isFifo ? { groupId, ...(deduplicationId !== '' && { deduplicationId }) } : {};
  const isComplete =
    body !== '' &&
    (!queue.isFifo || (groupId !== '' && (deduplicationId !== '' || queue.hasContentBasedDeduplication)));

  return (
    <SendForm
      isComplete={isComplete}
      onSend={() => void sendMessage(queue, { body, ...ids })}
      extra={
        <span class="quiet">
          <code>{'{{n}}'}</code> becomes a number.
        </span>
      }
    >
      {queue.isFifo && (
        <>
          <TextField label="Message group ID" value={groupId} onValue={setGroupId} />
          <TextField
            label={
              queue.hasContentBasedDeduplication
                ? 'Deduplication ID (optional, because the queue has content-based deduplication)'
                : 'Deduplication ID'
            }
            value={deduplicationId}
            onValue={setDeduplicationId}
          />
        </>
      )}
      <TextArea label="Body" value={body} onValue={setBody} />
    </SendForm>
  );
}

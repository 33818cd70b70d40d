import { useState } from 'preact/hooks';
import type { QueueAnswer } from '../../model/contract.ts';
import { Icon } from '../parts/icon.tsx';
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
    <form
      class="send-form"
      onSubmit={(submit) => {
        submit.preventDefault();
        if (isComplete) void sendMessage(queue, { body, ...ids });
      }}
      onKeyDown={(key) => key.key === 'Enter' && (key.ctrlKey || key.metaKey) && key.currentTarget.requestSubmit()}
    >
      {queue.isFifo && (
        <>
          <label class="request-part">
            Message group ID
            <input class="mono" spellcheck={false} value={groupId} onInput={(e) => setGroupId(e.currentTarget.value)} />
          </label>
          <label class="request-part">
            {queue.hasContentBasedDeduplication
              ? 'Deduplication ID (optional, because the queue has content-based deduplication)'
              : 'Deduplication ID'}
            <input
              class="mono"
              spellcheck={false}
              value={deduplicationId}
              onInput={(e) => setDeduplicationId(e.currentTarget.value)}
            />
          </label>
        </>
      )}
      <label class="request-part request-body">
        Body
        <textarea
          class="mono"
          spellcheck={false}
          value={body}
          onInput={(input) => setBody(input.currentTarget.value)}
        />
      </label>
      <div class="send-actions">
        <span class="quiet">
          <code>{'{{n}}'}</code> becomes a number.
        </span>
        <button type="submit" class="button primary" disabled={!isComplete} title="Ctrl+Enter">
          <Icon name="send" />
          <span>Send</span>
        </button>
      </div>
    </form>
  );
}

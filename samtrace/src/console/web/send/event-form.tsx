import { useEffect, useState } from 'preact/hooks';
import type { EventFile } from '../../model/contract.ts';
import { SendForm } from './send-form.tsx';
import { send } from './sent.ts';

interface EventFormProps {
  functionName: string;
  first: string | undefined;
  events: readonly EventFile[];
}

/** Writes an event for a function, or uses one from a file, and invokes the function. */
export function EventForm({ functionName, first, events }: EventFormProps) {
  const [event, setEvent] = useState('{}');
  const [asynchronous, setAsynchronous] = useState(false);
  const complaint = jsonComplaint(event);
  useEffect(() => {
    if (first !== undefined) setEvent(first);
  }, [first]);

  return (
    <SendForm
      complaint={complaint}
      onSend={() => void send(functionName, event, asynchronous)}
      extra={
        <label class="check">
          <input type="checkbox" checked={asynchronous} onChange={() => setAsynchronous(!asynchronous)} />
          Asynchronously
        </label>
      }
    >
      {events.length > 0 && (
        <ul class="chips" aria-label="Files of events">
          {events.map(({ name, text }) => (
            <li key={name}>
              <button type="button" class="chip" aria-pressed={text === event} onClick={() => setEvent(text)}>
                {name.replace(/\.json$/, '')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        class="mono"
        aria-label="The event, as JSON"
        aria-invalid={complaint !== undefined}
        spellcheck={false}
        value={event}
        onInput={(input) => setEvent(input.currentTarget.value)}
      />
    </SendForm>
  );
}

function jsonComplaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `Not JSON: ${(error as Error).message}`;
  }
}

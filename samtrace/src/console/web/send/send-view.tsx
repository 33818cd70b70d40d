import { useEffect, useState } from 'preact/hooks';
import type { EventFile, FunctionAnswer } from '../../model/contract.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { FunctionChoice } from './function-choice.tsx';
import { send, sentEvents } from './sent.ts';
import { SentList } from './sent-list.tsx';

type SendPlace = Extract<Place, { view: 'send' }>;

/** Chooses a function and an event, and sends the event. */
export function SendView({ place }: { place: SendPlace }) {
  const functions = useData<FunctionAnswer[]>('/_local/functions');
  const events = useData<EventFile[]>('/_local/events');
  return (
    <Ready data={functions}>
      {(all) =>
        all.length === 0 ? (
          <Notice icon="function" title="No functions">
            <p>The template declares no function.</p>
          </Notice>
        ) : (
          <SendForm place={place} functions={all} events={events.state === 'ready' ? events.value : []} />
        )
      }
    </Ready>
  );
}

interface SendFormProps {
  place: SendPlace;
  functions: readonly FunctionAnswer[];
  events: readonly EventFile[];
}

function SendForm({ place, functions, events }: SendFormProps) {
  const chosen = functions.find((fn) => fn.functionName === place.functionName) ?? functions[0];
  const functionName = chosen?.functionName ?? '';
  const [event, setEvent] = useState('{}');
  const [asynchronous, setAsynchronous] = useState(false);
  const sent = sentEvents.use();
  const complaint = jsonComplaint(event);
  const first = firstEvent(functions[0], events);
  useEffect(() => {
    if (first !== undefined) setEvent(first);
  }, [first]);

  return (
    <form
      class="send-page"
      onSubmit={(submit) => {
        submit.preventDefault();
        if (complaint === undefined) void send(functionName, event, asynchronous);
      }}
      onKeyDown={(key) => key.key === 'Enter' && (key.ctrlKey || key.metaKey) && key.currentTarget.requestSubmit()}
    >
      <section class="send-functions" aria-label="Functions">
        <h2>Function</h2>
        <FunctionChoice
          functions={functions}
          chosen={functionName}
          onChoose={(name) => go({ place: { view: 'send', functionName: name } }, { replace: true })}
        />
      </section>
      <section class="send-event" aria-label="Event">
        <h2>Event</h2>
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
        {complaint && (
          <p class="complaint" role="alert">
            {complaint}
          </p>
        )}
        <div class="send-actions">
          <label class="check">
            <input type="checkbox" checked={asynchronous} onChange={() => setAsynchronous(!asynchronous)} />
            Asynchronously
          </label>
          <button type="submit" class="button primary" disabled={complaint !== undefined} title="Ctrl+Enter">
            <Icon name="send" />
            <span>Send</span>
          </button>
        </div>
      </section>
      <section class="send-results" aria-label="Sent">
        <h2>Sent</h2>
        <SentList sent={sent} />
      </section>
    </form>
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

/** The event with the name of the function: `order.json` for `OrderFunction`. */
function firstEvent(fn: FunctionAnswer | undefined, events: readonly EventFile[]): string | undefined {
  const named = events.find(({ name }) =>
    fn?.logicalId.toLowerCase().startsWith(name.replace(/\.json$/, '').toLowerCase()),
  );
  return (named ?? events[0])?.text;
}

import { useEffect, useState } from 'preact/hooks';
import type { ApiAnswer, EventFile, FunctionAnswer } from '../../model/contract.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { ApiChoice } from './api-choice.tsx';
import { FunctionChoice } from './function-choice.tsx';
import { RequestForm } from './request-form.tsx';
import { ScheduleList } from './schedule-list.tsx';
import { send, sentEvents } from './sent.ts';
import { SentList } from './sent-list.tsx';

type SendPlace = Extract<Place, { view: 'send' }>;

/** Chooses a function and an event, or an API and a request, and sends it. */
export function SendView({ place }: { place: SendPlace }) {
  const functions = useData<FunctionAnswer[]>('/_local/functions');
  const apis = useData<ApiAnswer[]>('/_local/apis');
  const events = useData<EventFile[]>('/_local/events');
  return (
    <Ready data={functions}>
      {(all) =>
        all.length === 0 ? (
          <Notice icon="function" title="No functions">
            <p>The template declares no function.</p>
          </Notice>
        ) : (
          <SendPage
            place={place}
            functions={all}
            apis={apis.state === 'ready' ? apis.value : []}
            events={events.state === 'ready' ? events.value : []}
          />
        )
      }
    </Ready>
  );
}

interface SendPageProps {
  place: SendPlace;
  functions: readonly FunctionAnswer[];
  apis: readonly ApiAnswer[];
  events: readonly EventFile[];
}

function SendPage({ place, functions, apis, events }: SendPageProps) {
  const api = apis.find(({ logicalId }) => logicalId === place.api);
  const fn = functions.find((each) => each.functionName === place.functionName) ?? functions[0];
  const functionName = fn?.functionName ?? '';
  const sent = sentEvents.use();
  const choose = (chosen: Omit<SendPlace, 'view'>) => go({ place: { view: 'send', ...chosen } }, { replace: true });

  return (
    <div class="send-page">
      <section class="send-functions" aria-label="Functions and APIs">
        {apis.length > 0 && (
          <>
            <h2>API</h2>
            <ApiChoice apis={apis} chosen={api?.logicalId} onChoose={(logicalId) => choose({ api: logicalId })} />
          </>
        )}
        <h2>Function</h2>
        <FunctionChoice
          functions={functions}
          chosen={api === undefined ? functionName : ''}
          onChoose={(name) => choose({ functionName: name })}
        />
        <ScheduleList />
      </section>
      <section class="send-event" aria-label={api === undefined ? 'Event' : 'Request'}>
        <h2>{api === undefined ? 'Event' : 'Request'}</h2>
        {api === undefined ? (
          <EventForm functionName={functionName} first={firstEvent(functions[0], events)} events={events} />
        ) : (
          <RequestForm api={api} />
        )}
      </section>
      <section class="send-results" aria-label="Sent">
        <h2>Sent</h2>
        <SentList sent={sent} />
      </section>
    </div>
  );
}

interface EventFormProps {
  functionName: string;
  first: string | undefined;
  events: readonly EventFile[];
}

function EventForm({ functionName, first, events }: EventFormProps) {
  const [event, setEvent] = useState('{}');
  const [asynchronous, setAsynchronous] = useState(false);
  const complaint = jsonComplaint(event);
  useEffect(() => {
    if (first !== undefined) setEvent(first);
  }, [first]);

  return (
    <form
      class="send-form"
      onSubmit={(submit) => {
        submit.preventDefault();
        if (complaint === undefined) void send(functionName, event, asynchronous);
      }}
      onKeyDown={(key) => key.key === 'Enter' && (key.ctrlKey || key.metaKey) && key.currentTarget.requestSubmit()}
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

import { useEffect, useState } from 'preact/hooks';
import type { ApiAnswer, EventFile, FunctionAnswer, QueueAnswer } from '../../model/contract.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Icon } from '../parts/icon.tsx';
import { Notice, Ready } from '../parts/states.tsx';
import { ApiChoice } from './api-choice.tsx';
import { FunctionChoice } from './function-choice.tsx';
import { MessageForm } from './message-form.tsx';
import { QueueChoice } from './queue-choice.tsx';
import { RequestForm } from './request-form.tsx';
import { ScheduleList } from './schedule-list.tsx';
import { send, sentEvents } from './sent.ts';
import { SentList } from './sent-list.tsx';

type SendPlace = Extract<Place, { view: 'send' }>;

/** Sends an event to a function, a request to an API, or a message to a queue. */
export function SendView({ place }: { place: SendPlace }) {
  const functions = useData<FunctionAnswer[]>('/_local/functions');
  const apis = useData<ApiAnswer[]>('/_local/apis');
  const queues = useData<QueueAnswer[]>('/_local/queues');
  const events = useData<EventFile[]>('/_local/events');
  return (
    <Ready data={functions}>
      {(all) =>
        all.length === 0 ? (
          <Notice icon="function" title="No functions">
            <p>The template has no functions.</p>
          </Notice>
        ) : (
          <SendPage
            place={place}
            functions={all}
            apis={apis.state === 'ready' ? apis.value : []}
            queues={queues.state === 'ready' ? queues.value : []}
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
  queues: readonly QueueAnswer[];
  events: readonly EventFile[];
}

function SendPage({ place, functions, apis, queues, events }: SendPageProps) {
  const api = apis.find(({ logicalId }) => logicalId === place.api);
  const queue = api === undefined ? queues.find(({ name }) => name === place.queue) : undefined;
  const isEvent = api === undefined && queue === undefined;
  const fn = functions.find((each) => each.functionName === place.functionName) ?? functions[0];
  const functionName = fn?.functionName ?? '';
  const subject = api ? 'Request' : queue ? 'Message' : 'Event';
  const sent = sentEvents.use();
  const choose = (chosen: Omit<SendPlace, 'view'>) => go({ place: { view: 'send', ...chosen } }, { replace: true });

  return (
    <div class="send-page">
      <section class="send-functions" aria-label="Functions, APIs and queues">
        {apis.length > 0 && (
          <>
            <h2>API</h2>
            <ApiChoice apis={apis} chosen={api?.logicalId} onChoose={(logicalId) => choose({ api: logicalId })} />
          </>
        )}
        <h2>Function</h2>
        <FunctionChoice
          functions={functions}
          chosen={isEvent ? functionName : ''}
          onChoose={(name) => choose({ functionName: name })}
        />
        {queues.length > 0 && (
          <>
            <h2>Queue</h2>
            <QueueChoice queues={queues} chosen={queue?.name} onChoose={(name) => choose({ queue: name })} />
          </>
        )}
        <ScheduleList />
      </section>
      <section class="send-event" aria-label={subject}>
        <h2>{subject}</h2>
        {api && <RequestForm api={api} />}
        {queue && <MessageForm key={queue.name} queue={queue} />}
        {isEvent && <EventForm functionName={functionName} first={firstEvent(functions[0], events)} events={events} />}
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

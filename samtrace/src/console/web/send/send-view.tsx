import type { ApiAnswer, EventFile, FunctionAnswer, QueueAnswer, ScheduleAnswer } from '../../model/contract.ts';
import { counted } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { go } from '../lib/page-state.ts';
import { useData } from '../lib/use-data.ts';
import { Notice, Ready } from '../parts/states.tsx';
import { EventForm } from './event-form.tsx';
import { FunctionChoice } from './function-choice.tsx';
import { MessageForm } from './message-form.tsx';
import { RequestForm } from './request-form.tsx';
import { ScheduleList } from './schedule-list.tsx';
import { sentEvents } from './sent.ts';
import { SentList } from './sent-list.tsx';
import { TargetChoice } from './target-choice.tsx';

type SendPlace = Extract<Place, { view: 'send' }>;

/** Sends an event to a function, a request to an API, or a message to a queue. */
export function SendView({ place }: { place: SendPlace }) {
  const functions = useData<FunctionAnswer[]>('/_local/functions');
  const apis = useData<ApiAnswer[]>('/_local/apis');
  const queues = useData<QueueAnswer[]>('/_local/queues');
  const schedules = useData<ScheduleAnswer[]>('/_local/schedules');
  const events = useData<EventFile[]>('/_local/events');
  return (
    <Ready data={functions}>
      {(allFunctions) => (
        <Ready data={apis}>
          {(allApis) => (
            <Ready data={queues}>
              {(allQueues) => (
                <SendPage
                  place={place}
                  functions={allFunctions}
                  apis={allApis}
                  queues={allQueues}
                  schedules={schedules.state === 'ready' ? schedules.value : []}
                  events={events.state === 'ready' ? events.value : []}
                />
              )}
            </Ready>
          )}
        </Ready>
      )}
    </Ready>
  );
}

interface SendPageProps {
  place: SendPlace;
  functions: readonly FunctionAnswer[];
  apis: readonly ApiAnswer[];
  queues: readonly QueueAnswer[];
  schedules: readonly ScheduleAnswer[];
  events: readonly EventFile[];
}

function SendPage({ place, functions, apis, queues, schedules, events }: SendPageProps) {
  const { fn, api, queue } = targetOf(place, { functions, apis, queues });
  const sent = sentEvents.use();
  const choose = (chosen: Omit<SendPlace, 'view'>) => go({ place: { view: 'send', ...chosen } }, { replace: true });
  if (!fn && !api && !queue && schedules.length === 0) {
    return (
      <Notice icon="send" title="Nothing to send to">
        <p>The template has no functions, APIs, queues, or schedules.</p>
      </Notice>
    );
  }
  const subject = api ? 'Request' : queue ? 'Message' : 'Event';
  return (
    <div class="send-page">
      <section class="send-functions" aria-label="Functions, APIs and queues">
        <TargetChoice
          title="API"
          icon="api"
          targets={apis.map((each) => ({ id: each.logicalId, name: each.logicalId, facts: [each.url, kindOf(each)] }))}
          chosenId={api?.logicalId}
          onChoose={(logicalId) => choose({ api: logicalId })}
        />
        <FunctionChoice
          functions={functions}
          chosen={fn?.functionName}
          onChoose={(name) => choose({ functionName: name })}
        />
        <TargetChoice
          title="Queue"
          icon="queue"
          targets={queues.map(({ name, logicalId, isFifo }) => ({
            id: name,
            name: logicalId,
            facts: [name, isFifo ? 'FIFO queue' : 'Standard queue'],
          }))}
          chosenId={queue?.name}
          onChoose={(name) => choose({ queue: name })}
        />
        <ScheduleList schedules={schedules} />
      </section>
      {(fn || api || queue) && (
        <section class="send-event" aria-label={subject}>
          <h2>{subject}</h2>
          {api && <RequestForm api={api} />}
          {queue && <MessageForm key={queue.name} queue={queue} />}
          {fn && <EventForm functionName={fn.functionName} first={firstEvent(functions[0], events)} events={events} />}
        </section>
      )}
      <section class="send-results" aria-label="Sent">
        <h2>Sent</h2>
        <SentList sent={sent} />
      </section>
    </div>
  );
}

interface Targets {
  readonly fn?: FunctionAnswer | undefined;
  readonly api?: ApiAnswer | undefined;
  readonly queue?: QueueAnswer | undefined;
}

/** The chosen target, or the first one: of the functions, then of the APIs, then of the queues. */
function targetOf(
  place: SendPlace,
  { functions, apis, queues }: Pick<SendPageProps, 'functions' | 'apis' | 'queues'>,
): Targets {
  const api = apis.find(({ logicalId }) => logicalId === place.api);
  if (api) return { api };
  const queue = queues.find(({ name }) => name === place.queue);
  if (queue) return { queue };
  const fn = functions.find(({ functionName }) => functionName === place.functionName) ?? functions[0];
  if (fn) return { fn };
  return apis[0] ? { api: apis[0] } : { queue: queues[0] };
}

const KINDS = { REST: 'REST API', HTTP: 'HTTP API', URL: 'Function URL' } as const;

function kindOf({ kind, routes }: ApiAnswer): string {
  return kind === 'URL' ? KINDS.URL : `${KINDS[kind]} · ${counted(routes.length, 'route')}`;
}

/** The event with the name of the function: `order.json` for `OrderFunction`. */
function firstEvent(fn: FunctionAnswer | undefined, events: readonly EventFile[]): string | undefined {
  const named = events.find(({ name }) =>
    fn?.logicalId.toLowerCase().startsWith(name.replace(/\.json$/, '').toLowerCase()),
  );
  return (named ?? events[0])?.text;
}

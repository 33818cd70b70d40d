import { useEffect, useRef, useState } from 'preact/hooks';
import type { DroppedAnswer } from '../model/contract.ts';
import { counted } from '../model/format.ts';
import type { Place } from '../model/url-state.ts';
import { FailuresView } from './failures/failures-view.tsx';
import { useKeys } from './lib/keys.ts';
import { useConnection } from './lib/live.ts';
import { go, usePageState } from './lib/page-state.ts';
import { useData } from './lib/use-data.ts';
import { MapView } from './map/map-view.tsx';
import { MessagesView } from './messages/messages-view.tsx';
import { ObjectsView } from './objects/objects-view.tsx';
import { KeyHelp } from './parts/key-help.tsx';
import { Search } from './parts/search.tsx';
import { SideBar } from './parts/side-bar.tsx';
import { TimeRangeChoice } from './parts/time-range-choice.tsx';
import { SendView } from './send/send-view.tsx';
import { OpenTraceFile } from './trace/open-trace-file.tsx';
import { OpenedTraceView } from './trace/opened-trace-view.tsx';
import { StoredTraceView } from './trace/stored-trace-view.tsx';
import { TracesView } from './traces/traces-view.tsx';

const TITLES: Record<Place['view'], string> = {
  map: 'Service map',
  traces: 'Traces',
  trace: 'Trace',
  opened: 'Opened trace',
  failures: 'Failures',
  objects: 'Objects',
  messages: 'Messages',
  send: 'Send',
};

/** The keys after `g`. */
const PLACES: Record<string, Place> = {
  m: { view: 'map' },
  t: { view: 'traces' },
  f: { view: 'failures' },
  o: { view: 'objects' },
  e: { view: 'messages' },
  s: { view: 'send' },
};

export function App() {
  const { place } = usePageState();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isOfMany =
    (place.view === 'map' && place.traceId === undefined) || place.view === 'traces' || place.view === 'failures';
  useGoKeys();
  useKeys({ '?': () => setHelpOpen(true) });
  useEffect(() => {
    document.title = `${TITLES[place.view]} · samtrace`;
  }, [place.view]);

  return (
    <div class="shell">
      <a class="skip-link" href="#view">
        Skip to the content
      </a>
      <SideBar onHelp={() => setHelpOpen(true)} />
      <div class="main">
        <header class="top-bar">
          <Search />
          {isOfMany && <TimeRangeChoice />}
        </header>
        <ConnectionBanner />
        <DroppedBanner />
        <main id="view" class={`view view-${place.view}`} tabIndex={-1}>
          <h1 class="visually-hidden">{TITLES[place.view]}</h1>
          <View place={place} />
        </main>
      </div>
      <OpenTraceFile />
      {isHelpOpen && <KeyHelp onClose={() => setHelpOpen(false)} />}
    </div>
  );
}

function View({ place }: { place: Place }) {
  switch (place.view) {
    case 'map':
      return <MapView place={place} />;
    case 'traces':
      return <TracesView place={place} />;
    case 'trace':
      return <StoredTraceView key={place.traceId} place={place} />;
    case 'opened':
      return <OpenedTraceView place={place} />;
    case 'failures':
      return <FailuresView place={place} />;
    case 'objects':
      return <ObjectsView place={place} />;
    case 'messages':
      return <MessagesView />;
    case 'send':
      return <SendView place={place} />;
  }
}

function ConnectionBanner() {
  const connection = useConnection();
  return (
    <div role="status">
      {connection === 'lost' && (
        <p class="banner">
          The connection to samtrace is lost. The page shows the last data that it received. Trying again…
        </p>
      )}
    </div>
  );
}

/** Says that the page does not show everything, once the oldest data made room for newer data. */
function DroppedBanner() {
  const data = useData<DroppedAnswer>('/_local/dropped');
  if (data.state !== 'ready' || data.value.traces + data.value.logEvents === 0) return null;
  const { traces, logEvents } = data.value;
  return (
    <p class="banner" role="status">
      The oldest data was removed to stay within the memory limit: {counted(traces, 'trace')} and{' '}
      {counted(logEvents, 'log event')}. A larger value of --keep keeps more.
    </p>
  );
}

/** `g` and a letter within a second open a view. */
function useGoKeys(): void {
  const armedMs = useRef(0);
  const goTo = (place: Place) => () => {
    if (Date.now() - armedMs.current > 1000) return false;
    armedMs.current = 0;
    go({ place });
    return true;
  };
  const arm = () => {
    armedMs.current = Date.now();
  };
  useKeys({ g: arm, ...Object.fromEntries(Object.entries(PLACES).map(([key, place]) => [key, goTo(place)])) });
}

import type { TrafficAnswer, UndeliveredCountAnswer } from '../../model/contract.ts';
import { count } from '../../model/format.ts';
import type { Place } from '../../model/url-state.ts';
import { type Connection, useConnection } from '../lib/live.ts';
import { rangeQuery, usePageState } from '../lib/page-state.ts';
import { nextTheme, type Theme, useTheme } from '../lib/theme.ts';
import { useData } from '../lib/use-data.ts';
import { OpenTraceButton } from '../trace/open-trace-file.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { PlaceLink } from './place-link.tsx';

const CONNECTION_WORDS: Record<Connection, string> = { connecting: 'Connecting', open: 'Live', lost: 'Not connected' };
const THEME_WORDS: Record<Theme, string> = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' };

/** The navigation, the state of the connection, and the theme. */
export function SideBar({ onHelp }: { onHelp: () => void }) {
  const state = usePageState();
  const connection = useConnection();
  const theme = useTheme();
  const traffic = useData<TrafficAnswer>(`/_local/traffic?${rangeQuery(state)}`);
  const undelivered = useData<UndeliveredCountAnswer>('/_local/messages/undelivered');
  const traces = traffic.state === 'ready' ? traffic.value.traces : undefined;
  const failing = traffic.state === 'ready' ? traffic.value.failing : undefined;
  const lost = undelivered.state === 'ready' ? undelivered.value.count : undefined;
  return (
    <aside class="side-bar" aria-label="Navigation">
      <div class="brand">
        <img src="/_local/page/icon.svg" alt="" width="24" height="24" />
        <div>
          <strong>samtrace</strong>
          <span>{location.host}</span>
        </div>
      </div>
      <nav aria-label="Views">
        <NavItem to={{ view: 'map' }} icon="map" text="Service map" />
        <NavItem to={{ view: 'traces' }} icon="traces" text="Traces" number={traces} />
        <NavItem to={{ view: 'failures' }} icon="failures" text="Failures" number={failing} isBad />
        <NavItem to={{ view: 'objects' }} icon="objects" text="Objects" />
        <NavItem to={{ view: 'messages' }} icon="mail" text="Messages" number={lost} isBad />
        <NavItem to={{ view: 'send' }} icon="send" text="Send" />
      </nav>
      <OpenTraceButton />
      <div class="side-foot">
        <span class={`connection connection-${connection}`} title={`Connection: ${CONNECTION_WORDS[connection]}`}>
          <span class="dot" />
          <span class="nav-text">{CONNECTION_WORDS[connection]}</span>
        </span>
        <button
          type="button"
          class="icon-button"
          onClick={nextTheme}
          title={THEME_WORDS[theme]}
          aria-label={THEME_WORDS[theme]}
        >
          <Icon name={theme} />
        </button>
        <button type="button" class="icon-button" onClick={onHelp} title="Help (?)" aria-label="Help">
          <Icon name="help" />
        </button>
      </div>
    </aside>
  );
}

function NavItem({
  to,
  icon,
  text,
  number,
  isBad = false,
}: {
  to: Place;
  icon: IconName;
  text: string;
  number?: number | undefined;
  isBad?: boolean;
}) {
  const { place } = usePageState();
  const isCurrent =
    place.view === to.view || (to.view === 'traces' && (place.view === 'trace' || place.view === 'opened'));
  return (
    <PlaceLink to={to} class="nav-item" title={text} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} />
      <span class="nav-text">{text}</span>
      {number !== undefined && number > 0 && (
        <span class={isBad ? 'nav-number bad' : 'nav-number'}>{count(number)}</span>
      )}
    </PlaceLink>
  );
}

import { readTraceView, type TraceView, writeTraceView } from './trace-view.ts';

/** The state of the page that is in its address, so that reloading, going back, and a copied link show the same. */
export interface PageState {
  readonly place: Place;
  readonly range: TimeRange;
  readonly errorsOnly: boolean;
  /** A filter expression, as typed. */
  readonly query: string;
}

export type Place =
  /** `selected`: the key of a node, or the keys of both ends of an edge. `traceId`: the map of this trace only. */
  | {
      readonly view: 'map';
      readonly selected?: readonly string[];
      readonly asTable?: boolean;
      readonly traceId?: string;
    }
  /** `through`: only the traces through this node or edge. */
  | { readonly view: 'traces'; readonly order?: TraceOrder; readonly through?: readonly string[] }
  | ({ readonly view: 'trace'; readonly traceId: string } & TraceView)
  /** A trace that was dropped or pasted. It exists only in the browser. */
  | ({ readonly view: 'opened'; readonly traceId?: string } & TraceView)
  | { readonly view: 'failures'; readonly group?: string }
  /** `contains`: only the objects with this text in their keys. */
  | { readonly view: 'objects'; readonly bucket?: string; readonly key?: string; readonly contains?: string }
  /** Emails, and what was not delivered. */
  | { readonly view: 'messages' }
  /** `api`: the logical ID of an API; `queue`: the name of a queue. They are used instead of a function. */
  | { readonly view: 'send'; readonly functionName?: string; readonly api?: string; readonly queue?: string };

export type TimeRange = '5m' | '1h' | 'all';
export type TraceOrder = 'newest' | 'slowest';

export const TIME_RANGES: Readonly<Record<TimeRange, { label: string; minutes: number | undefined }>> = {
  '5m': { label: '5 min', minutes: 5 },
  '1h': { label: '1 hour', minutes: 60 },
  all: { label: 'All', minutes: undefined },
};

/** The first parts of the paths of the page. The server returns the page for these paths only. */
export const PAGE_PATHS = ['', 'traces', 'opened', 'failures', 'objects', 'messages', 'send'] as const;

/** The state for an address, `/path?query`. Unknown parts are replaced by the defaults. */
export function parseUrl(address: string): PageState {
  const url = new URL(address, 'http://page');
  const range = url.searchParams.get('range') ?? '';
  return {
    place: parsePlace(url),
    range: isTimeRange(range) ? range : '1h',
    errorsOnly: url.searchParams.has('errors'),
    query: url.searchParams.get('q') ?? '',
  };
}

/** The address for a state. It does not contain defaults. */
export function formatUrl(state: PageState): string {
  const { place } = state;
  const query = new URLSearchParams();
  if (place.view === 'map') {
    if (place.traceId !== undefined) query.set('trace', place.traceId);
    if (place.asTable) query.set('table', '');
    for (const key of place.selected ?? []) query.append('selected', key);
  }
  if (place.view === 'traces') {
    if (place.order) query.set('order', place.order);
    for (const key of place.through ?? []) query.append('through', key);
  }
  if (place.view === 'opened' && place.traceId !== undefined) query.set('trace', place.traceId);
  if (place.view === 'trace' || place.view === 'opened') writeTraceView(place, query);
  if (place.view === 'objects' && place.contains) query.set('contains', place.contains);
  if (place.view === 'trace' && isDotted(place.traceId)) query.set('trace', place.traceId);
  if (place.view === 'failures' && place.group && isDotted(place.group)) query.set('group', place.group);
  if (place.view === 'objects' && place.key && isDotted(place.key)) query.set('key', place.key);
  if (place.view === 'send' && place.functionName !== undefined) query.set('function', place.functionName);
  if (place.view === 'send' && place.api !== undefined) query.set('api', place.api);
  if (place.view === 'send' && place.queue !== undefined) query.set('queue', place.queue);
  if (state.query !== '') query.set('q', state.query);
  if (state.errorsOnly) query.set('errors', '');
  if (state.range !== '1h') query.set('range', state.range);
  const text = query.toString().replace(/=(?=&|$)/g, '');
  return pathOf(place) + (text === '' ? '' : `?${text}`);
}

function pathOf(place: Place): string {
  switch (place.view) {
    case 'map':
      return '/';
    case 'trace':
      return isDotted(place.traceId) ? '/traces' : `/traces/${encodeURIComponent(place.traceId)}`;
    case 'failures':
      return place.group === undefined || isDotted(place.group)
        ? '/failures'
        : `/failures/${encodeURIComponent(place.group)}`;
    case 'objects':
      return ['/objects', place.bucket, place.key && isDotted(place.key) ? undefined : place.key]
        .filter((part) => part !== undefined)
        .map((part, i) => (i === 0 ? part : part.split('/').map(encodeURIComponent).join('/')))
        .join('/');
    default:
      return `/${place.view}`;
  }
}

/**
 * Whether a text has the parts `.` or `..`, which a browser removes from a path even if they are percent-encoded. Such a
 * text is in the query. https://url.spec.whatwg.org/#double-dot-path-segment
 */
export function isDotted(text: string): boolean {
  return /(^|\/)\.\.?(\/|$)/.test(text);
}

function parsePlace(url: URL): Place {
  const [first = '', ...rest] = url.pathname.slice(1).split('/').map(decode);
  const [second] = rest;
  switch (first) {
    case 'traces': {
      const traceId = second || url.searchParams.get('trace');
      if (traceId) return { view: 'trace', traceId, ...readTraceView(url.searchParams) };
      const order = url.searchParams.get('order');
      return {
        view: 'traces',
        ...(order === 'newest' || order === 'slowest' ? { order } : {}),
        ...(url.searchParams.has('through') && { through: url.searchParams.getAll('through').slice(0, 2) }),
      };
    }
    case 'opened':
      return { view: 'opened', ...text(url, 'trace', 'traceId'), ...readTraceView(url.searchParams) };
    case 'failures':
      return { view: 'failures', ...(second ? { group: second } : text(url, 'group', 'group')) };
    case 'objects': {
      const list = { view: 'objects', ...text(url, 'contains', 'contains') } as const;
      if (!second) return list;
      const key = rest.slice(1).join('/');
      return { ...list, bucket: second, ...(key === '' ? text(url, 'key', 'key') : { key }) };
    }
    case 'messages':
      return { view: 'messages' };
    case 'send':
      return {
        view: 'send',
        ...text(url, 'function', 'functionName'),
        ...text(url, 'api', 'api'),
        ...text(url, 'queue', 'queue'),
      };
    default:
      return {
        view: 'map',
        ...text(url, 'trace', 'traceId'),
        ...(url.searchParams.has('table') && { asTable: true }),
        ...(url.searchParams.has('selected') && { selected: url.searchParams.getAll('selected').slice(0, 2) }),
      };
  }
}

/** A parameter as a member. The member is absent if the address does not have the parameter. */
function text<K extends string>(url: URL, parameter: string, member: K): { readonly [M in K]?: string } {
  const value = url.searchParams.get(parameter);
  return (value === null ? {} : { [member]: value }) as { readonly [M in K]?: string };
}

function isTimeRange(value: string): value is TimeRange {
  return Object.hasOwn(TIME_RANGES, value);
}

/** A decoded part of a path. It is returned unchanged if its encoding is invalid. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

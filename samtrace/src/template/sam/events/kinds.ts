import type { EventKind } from '../kind.ts';
import { API_EVENT } from './api.ts';
import { CLOUD_WATCH_LOGS_EVENT } from './cloud-watch-logs.ts';
import { HTTP_API_EVENT } from './http-api.ts';

/** Every event type of SAM that samtrace knows more of than its name. */
export const EVENT_KINDS: ReadonlyMap<string, EventKind> = new Map(
  [CLOUD_WATCH_LOGS_EVENT, API_EVENT, HTTP_API_EVENT].map((kind) => [kind.type, kind]),
);

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isJsonObject } from '../../src/aws/json.ts';

/** The folders of a project in which its events are looked for. */
const FOLDERS = ['events', 'event', '.'];

interface EventFile {
  readonly path: string;
  readonly event: unknown;
}

/**
 * The event of a project for a function: the one with the function's name, else the first one of the right kind. A function
 * whose trigger is unknown gets the first one.
 */
export function eventFile(template: string, logicalId: string, kind: string | undefined): EventFile | undefined {
  const files = FOLDERS.flatMap((folder) => eventsIn(join(dirname(template), folder), folder === '.'));
  const name = logicalId.toLowerCase().replace(/function$/, '');
  const own = files.find(({ path }) => path.toLowerCase().split(/[\\/]/).at(-1)?.includes(name));
  if (kind === undefined) return own ?? files[0];
  const fits = ({ event }: EventFile) => kindOf(event) === kind;
  return [...(own ? [own] : []), ...files].find(fits);
}

function eventsIn(folder: string, isProject: boolean): EventFile[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return names
    .filter((name) => !isProject || /event/i.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      try {
        return [{ path, event: JSON.parse(readFileSync(path, 'utf8')) as unknown }];
      } catch {
        return [];
      }
    });
}

/** The service that sends events of this shape; `other` for an event that only its function understands. */
export function kindOf(event: unknown): string {
  if (!isJsonObject(event)) return 'other';
  const [record] = Array.isArray(event.Records) ? event.Records : [];
  const source = isJsonObject(record) ? (record.eventSource ?? record.EventSource) : undefined;
  if (typeof source === 'string') return source;
  if (isJsonObject(event.awslogs)) return 'logs';
  if ('detail-type' in event) return 'events';
  if (Array.isArray(event.records) && 'deliveryStreamArn' in event) return 'firehose';
  if (isJsonObject(event.requestContext) && 'connectionId' in event.requestContext) return 'websocket';
  return 'httpMethod' in event || 'routeKey' in event ? 'api' : 'other';
}

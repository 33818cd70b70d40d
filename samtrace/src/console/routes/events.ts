import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventFile } from '../model/contract.ts';
import { ok, type Route } from '../routing.ts';

/** Lambda accepts no larger event. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;

/** The JSON files of the events folder, for the Send view. */
export function eventRoutes(directory: string | undefined): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/events',
      run: async () => ok(directory === undefined ? [] : await eventFiles(directory)),
    },
  ];
}

/** Regular files only. A symbolic link could point outside the folder. */
async function eventFiles(directory: string): Promise<EventFile[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map(({ name }) => name);
  const files = await Promise.all(names.sort().map((name) => eventFile(directory, name)));
  return files.filter((file) => file !== undefined);
}

/** Undefined if the file is too large or was deleted. */
async function eventFile(directory: string, name: string): Promise<EventFile | undefined> {
  try {
    await using file = await open(join(directory, name), constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await file.stat();
    return size > MAX_EVENT_BYTES ? undefined : { name, text: await file.readFile('utf8') };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ELOOP', 'EACCES'].includes(code)) return undefined;
    throw error;
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventFile } from '../model/contract.ts';
import { ok, type Route } from '../routing.ts';

/** The JSON files of a folder: what a person might want to send. */
export function eventRoutes(directory: string | undefined): Route[] {
  return [
    {
      method: 'GET',
      path: '/_local/events',
      run: async () => ok(directory === undefined ? [] : await eventFiles(directory)),
    },
  ];
}

async function eventFiles(directory: string): Promise<EventFile[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(directory, name), 'utf8') })));
}

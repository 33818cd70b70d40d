import { readFile } from 'node:fs/promises';
import { type Application, startApplication } from '../support/application.ts';

/** The application after a run that is the same each time: twenty jobs, some of which fail, and one timeout. */
export async function startDemo(): Promise<Application> {
  const app = await startApplication({
    parameterOverrides: { ErrorRate: '0.4', FailureSeed: '7' },
    eventsDirectory: 'events',
  });
  try {
    for (let n = 1; n <= 20; n += 1) await app.invoke('ProcessorFunction', await event('processor', n));
    await app.invoke('ProcessorFunction', await event('timeout', 21));
    await app.settled();
    return app;
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }
}

export async function event(name: string, n: number): Promise<unknown> {
  const text = await readFile(`events/${name}.json`, 'utf8');
  return JSON.parse(text.replaceAll('{{n}}', String(n)));
}

import { readFileSync } from 'node:fs';
import { type Stack, type StackOptions, startStack } from 'samtrace';
import type { Report } from '../../../functions/error-handler/report.ts';

/** Starts the sample, or another template, in a stack of its own. Lambda repeats failed events almost at once. */
export function startSample(options: Partial<StackOptions> = {}): Promise<Stack> {
  return startStack({ template: 'template.yml', retryDelayScale: 0.001, ...options });
}

/** The event in a file of `events/`. */
export function eventOf(name: string): object {
  return JSON.parse(readFileSync(`events/${name}.json`, 'utf8')) as object;
}

/** All stored objects by their keys: JSON is parsed, everything else is text. */
export async function storedIn(stack: Stack): Promise<Record<string, unknown>> {
  const objects = await stack.objects();
  return Object.fromEntries(
    objects.map((object) => [object.key, object.contentType === 'application/json' ? object.json() : object.text()]),
  );
}

/** The keys of the stored objects that have this text in them. */
export async function keysWith(stack: Stack, text: string): Promise<string[]> {
  return (await stack.objects()).map(({ key }) => key).filter((key) => key.includes(text));
}

/** The stored reports of a request. */
export async function reportsOf(stack: Stack, requestId: string): Promise<Report[]> {
  const objects = await stack.objects();
  return objects
    .filter(({ key }) => key.includes(requestId) && key.endsWith('/report.json'))
    .map((object) => object.json() as Report);
}

/** The messages in the on-failure queue of the error handler, parsed. They stay in the queue. */
export async function unreportedIn(stack: Stack): Promise<unknown[]> {
  return (await stack.messages('UnreportedQueue')).map((message) => message.json());
}

import { type Stack, type StackOptions, startStack } from 'samtrace';

/** Starts the sample, or another template, in a stack of its own. */
export function startSample(options: Partial<StackOptions> = {}): Promise<Stack> {
  return startStack({ template: 'template.yml', ...options });
}

/** All stored objects by their keys: JSON files are parsed, others are text. */
export async function storedIn(stack: Stack): Promise<Record<string, unknown>> {
  const objects = await stack.objects();
  return Object.fromEntries(
    objects.map((object) => [object.key, object.key.endsWith('.json') ? object.json() : object.text()]),
  );
}

/** The stored reports of a request. */
export async function reportsOf(stack: Stack, requestId: string): Promise<Record<string, unknown>[]> {
  const stored = Object.entries(await storedIn(stack));
  const reports = stored.filter(([key]) => key.endsWith(`/${requestId}/report.json`));
  return reports.map(([, report]) => report as Record<string, unknown>);
}

/** The messages in the on-failure queue of the error handler, parsed. They stay in the queue. */
export async function unreportedIn(stack: Stack): Promise<unknown[]> {
  return (await stack.messages('UnreportedQueue')).map((message) => message.json());
}

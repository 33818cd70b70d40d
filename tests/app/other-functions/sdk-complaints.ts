import { traced } from '../../../functions/shared/tracing.ts';

// During init there is no trace, and the X-Ray SDK logs a problem.
traced('during init', async () => 'done').catch(console.warn);

/** Does what the X-Ray SDK logs as a problem: values that can't be annotations, and metadata that is not JSON. */
export const handler = async (): Promise<string> => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  return traced('work', async ({ annotate, addMetadata }) => {
    annotate('an object', {} as string);
    annotate('not a number', Number.NaN);
    addMetadata('circular', circular);
    return 'done';
  });
};

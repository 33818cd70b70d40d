import { traced } from '../../../functions/shared/tracing.ts';

// Before there is a request there is no trace: the X-Ray SDK complains.
traced('during init', () => 'done').catch(console.warn);

/** Does what the X-Ray SDK complains about: values that are no annotations, metadata that is no JSON, a subsegment left open. */
export const handler = async (): Promise<string> => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  return traced('work', ({ annotate, addMetadata }) => {
    annotate('an object', {} as string);
    annotate('not a number', Number.NaN);
    addMetadata('circular', circular);
    return 'done';
  });
};

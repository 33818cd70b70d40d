import { compilePattern } from '../pattern/pattern.ts';
import type { Action } from './action.ts';
import { FILTER_PATTERN } from './members.ts';

/**
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html, which has no resource
 * types. Terms and JSON patterns extract no values here; only the fields of a space-delimited pattern have names.
 */
export const testMetricFilter: Action = (input) => {
  const pattern = input.requiredText('filterPattern', FILTER_PATTERN);
  const messages = input.requiredTexts('logEventMessages', { min: 1, max: 50 }, { min: 1 });
  input.check();
  return {
    resources: ['*'],
    run() {
      const matches = compilePattern(pattern);
      return {
        matches: messages.flatMap((message, index) =>
          matches(message) ? [{ eventNumber: index + 1, eventMessage: message, extractedValues: {} }] : [],
        ),
      };
    },
  };
};

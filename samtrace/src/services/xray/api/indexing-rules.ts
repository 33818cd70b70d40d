import { AwsError } from '../../../aws/error.ts';
import type { TransactionSearch } from '../transaction-search.ts';
import { type Input, invalidRequest, requiredString, structure } from './input.ts';

interface Context {
  readonly transactionSearch: TransactionSearch;
}

/** The one rule that there is. */
const NAME = 'Default';

/** https://docs.aws.amazon.com/xray/latest/api/API_GetIndexingRules.html */
export function getIndexingRules(_input: Input, { transactionSearch }: Context) {
  return { IndexingRules: [shapeOf(transactionSearch)] };
}

/**
 * Applies to traces that arrive later.
 * https://docs.aws.amazon.com/xray/latest/api/API_UpdateIndexingRule.html
 */
export function updateIndexingRule(input: Input, { transactionSearch }: Context) {
  const name = requiredString(input, 'Name');
  const rule = structure(input.Rule, 'Rule');
  const percentage = structure(rule.Probabilistic, 'Probabilistic of Rule').DesiredSamplingPercentage;
  if (typeof percentage !== 'number' || !(percentage >= 0 && percentage <= 100)) {
    throw invalidRequest('DesiredSamplingPercentage must be a number from 0 to 100.');
  }
  if (name !== NAME) {
    throw new AwsError(
      'ResourceNotFoundException',
      `The indexing rule ${name} does not exist. The only one is ${NAME}.`,
      {
        status: 404,
        members: { ResourceName: name },
      },
    );
  }
  transactionSearch.setIndexingPercentage(percentage);
  return { IndexingRule: shapeOf(transactionSearch) };
}

function shapeOf({ indexingRule: { percentage, modifiedAt } }: TransactionSearch) {
  return {
    Name: NAME,
    ModifiedAt: modifiedAt,
    Rule: { Probabilistic: { DesiredSamplingPercentage: percentage, ActualSamplingPercentage: percentage } },
  };
}

import type { TransactionSearchResource } from '../model.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

/**
 * Switches CloudWatch Transaction Search on, for the whole account.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-xray-transactionsearchconfig.html
 */
export const TRANSACTION_SEARCH: ResourceKind = {
  type: 'AWS::XRay::TransactionSearchConfig',
  identity: {
    maxNameLength: 255,
    ref: (_name, { accountId }) => accountId,
    attributes: (_name, { accountId }) => ({ AccountId: accountId }),
  },
  properties: { acted: words('IndexingPercentage'), withoutLocalEffect: [] },
  uniqueName: false,
};

/** An account has one setting, so the last resource counts. */
export function readTransactionSearch(declared: Declared): TransactionSearchResource | undefined {
  const resource = declared.ofTypes(TRANSACTION_SEARCH.type).at(-1);
  if (resource === undefined) return undefined;
  const indexingPercentage = resource.properties.number('IndexingPercentage', 0, 100);
  return indexingPercentage === undefined ? {} : { indexingPercentage };
}

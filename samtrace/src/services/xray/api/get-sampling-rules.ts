import type { Account } from '../../../aws/arn.ts';
import { defaultSamplingRule } from './default-sampling-rule.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingRules.html */
export function getSamplingRules(account: Account) {
  // The default rule was neither created nor changed by anybody; AWS says so with the epoch.
  return { SamplingRuleRecords: [{ SamplingRule: defaultSamplingRule(account), CreatedAt: 0, ModifiedAt: 0 }] };
}

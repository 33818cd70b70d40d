import type { Account } from '../../../aws/arn.ts';

/**
 * The one rule that every account has, and the only one here: one request a second, and five percent of the others.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
 */
export function defaultSamplingRule({ accountId, region }: Account) {
  return {
    RuleName: 'Default',
    RuleARN: `arn:aws:xray:${region}:${accountId}:sampling-rule/Default`,
    ResourceARN: '*',
    Priority: 10_000,
    FixedRate: 0.05,
    ReservoirSize: 1,
    ServiceName: '*',
    ServiceType: '*',
    Host: '*',
    HTTPMethod: '*',
    URLPath: '*',
    Version: 1,
    Attributes: {},
  };
}

import type { Account } from '../../../aws/arn.ts';
import { defaultSamplingRule } from './default-sampling-rule.ts';
import { type Input, invalidRequest, list, structure, timestampMs } from './input.ts';

const DOCUMENT_LIMIT = 25;
/** The time that a client can use its reservoir quota, and the interval of its requests. */
const INTERVAL_SECONDS = 10;

/**
 * Every client gets the whole reservoir. AWS divides it among the clients.
 * https://docs.aws.amazon.com/xray/latest/api/API_GetSamplingTargets.html
 */
export function getSamplingTargets(input: Input, { account, now }: { account: Account; now: () => number }) {
  const { FixedRate, ReservoirSize } = defaultSamplingRule(account);
  const names = list(input, 'SamplingStatisticsDocuments', DOCUMENT_LIMIT).map(ruleNameIn);
  const expires = Math.floor(now() / 1000) + INTERVAL_SECONDS;
  return {
    SamplingTargetDocuments: names.filter(isDefault).map((RuleName) => ({
      RuleName,
      FixedRate,
      ReservoirQuota: ReservoirSize,
      ReservoirQuotaTTL: expires,
      Interval: INTERVAL_SECONDS,
    })),
    LastRuleModification: 0,
    UnprocessedStatistics: names
      .filter((name) => !isDefault(name))
      .map((RuleName) => ({ RuleName, ErrorCode: '400', Message: 'Unknown rule' })),
  };
}

function ruleNameIn(value: unknown): string {
  const document = structure(value, 'An entry of SamplingStatisticsDocuments');
  const { RuleName, ClientID } = document;
  if (typeof RuleName !== 'string') throw invalidRequest('Missing required parameter: RuleName.');
  if (typeof ClientID !== 'string' || !/^[0-9a-f]{24}$/i.test(ClientID)) {
    throw invalidRequest('ClientID must be 24 hexadecimal digits.');
  }
  timestampMs(document, 'Timestamp');
  for (const count of ['RequestCount', 'SampledCount']) {
    if (!Number.isInteger(document[count])) throw invalidRequest(`${count} must be an integer.`);
  }
  return RuleName;
}

function isDefault(name: string): boolean {
  return name === 'Default';
}

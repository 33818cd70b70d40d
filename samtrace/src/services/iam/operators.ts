import { BlockList, isIP } from 'node:net';
import type { Token } from '../../aws/wildcards.ts';
import { matches, matchesArn, plainText } from './pattern.ts';

/** Whether the value of a request matches the value of a policy. */
type Compare = (wanted: readonly Token[], actual: string) => boolean;

interface Operator {
  readonly compare: Compare;
  /** Met when no value of the policy matches. */
  readonly negated: boolean;
}

const text =
  (compare: (wanted: string, actual: string) => boolean): Compare =>
  (wanted, actual) =>
    compare(plainText(wanted), actual);

const number = (compare: (wanted: number, actual: number) => boolean): Compare =>
  text((wanted, actual) => isNumber(wanted) && isNumber(actual) && compare(Number(wanted), Number(actual)));

const date = (compare: (wanted: number, actual: number) => boolean): Compare =>
  text((wanted, actual) => compare(timeOf(wanted), timeOf(actual)));

const equals = text((wanted, actual) => wanted === actual);
const equalsIgnoreCase = text((wanted, actual) => wanted.toLowerCase() === actual.toLowerCase());
const same = (wanted: number, actual: number) => wanted === actual;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: equalsIgnoreCase,
  StringLike: matches,
  // Both work alike.
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: equalsIgnoreCase,
  BinaryEquals: equals,
  NumericEquals: number(same),
  NumericLessThan: number((wanted, actual) => actual < wanted),
  NumericLessThanEquals: number((wanted, actual) => actual <= wanted),
  NumericGreaterThan: number((wanted, actual) => actual > wanted),
  NumericGreaterThanEquals: number((wanted, actual) => actual >= wanted),
  DateEquals: date(same),
  DateLessThan: date((wanted, actual) => actual < wanted),
  DateLessThanEquals: date((wanted, actual) => actual <= wanted),
  DateGreaterThan: date((wanted, actual) => actual > wanted),
  DateGreaterThanEquals: date((wanted, actual) => actual >= wanted),
  IpAddress: text(isInNetwork),
};

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
};

/** Undefined for an operator that IAM does not have. */
export function operatorNamed(name: string): Operator | undefined {
  const negation = NEGATIONS[name];
  const compare = COMPARISONS[negation ?? name];
  return compare === undefined ? undefined : { compare, negated: negation !== undefined };
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}

/** A date in ISO 8601, or seconds since 1970. NaN for anything else, which equals nothing. */
function timeOf(value: string): number {
  return isNumber(value) ? Number(value) * 1000 : Date.parse(value);
}

/** `203.0.113.0/24`, or one address. */
function isInNetwork(network: string, address: string): boolean {
  const [start = '', bits] = network.split('/');
  const version = isIP(start);
  if (version === 0 || version !== isIP(address)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const length = bits === undefined ? (version === 4 ? 32 : 128) : Number(bits);
  if (!Number.isInteger(length) || length < 0 || length > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(start, length, family);
  return list.check(address, family);
}

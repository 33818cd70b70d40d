import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../../../src/aws/iam.ts';
import { evaluate } from '../../../src/services/iam/evaluate.ts';
import { contextOf } from './context-of.ts';

/**
 * What AWS's documentation says of conditions, variables and the order of evaluation: one row for each statement, under
 * the page that makes it. https://docs.aws.amazon.com/IAM/latest/UserGuide/
 */
const context = contextOf(
  {
    'aws:PrincipalArn': 'arn:aws:iam::000000000000:role/team/reader',
    'aws:SourceArn': 'arn:aws:lambda:us-east-1:000000000000:function:orders:live',
    'aws:userid': 'AROAEXAMPLE:orders',
    'aws:CurrentTime': '2026-11-28T12:00:00Z',
    'aws:EpochTime': '1795867200',
    'aws:SourceIp': '203.0.113.7',
    'aws:SecureTransport': 'true',
    'aws:TagKeys': ['team', 'stage'],
    's3:max-keys': '10',
    's3:prefix': 'a*b',
    empty: [],
  },
  ['aws:username', 'absent:key'],
);

type Condition = NonNullable<Statement['condition']>;
const S3_READ = { action: 's3:GetObject', resource: 'arn:aws:s3:::reports/errors/a.json', context };

function outcomeOf(statement: Partial<Statement>, resource = S3_READ.resource): string {
  const full: Statement = {
    effect: 'Allow',
    action: ['*'],
    ...('notResource' in statement ? {} : { resource: ['*'] }),
    ...statement,
  };
  const { outcome, unjudged } = evaluate([{ name: 'p', managed: false, statements: [full] }], { ...S3_READ, resource });
  return unjudged.length > 0 ? 'not judged' : outcome;
}

const met = 'allowed';
const unmet = 'implicit deny';
const open = 'not judged';

describe('reference_policies_elements_condition_operators: ARN operators check each of the six parts by itself', () => {
  it.each<[string, string, string]>([
    ['ArnLike', 'arn:aws:iam::000000000000:role/*', met],
    ['ArnEquals', 'arn:aws:iam::000000000000:role/*', met],
    ['ArnLike', 'arn:aws:iam::*:role/team/reader', met],
    ['ArnLike', 'arn:aws:iam::????????????:role/team/reader', met],
    // A wildcard does not reach beyond a colon.
    ['ArnLike', 'arn:aws:*:role/team/reader', unmet],
    ['ArnLike', 'arn:*role/team/reader', unmet],
    ['StringLike', 'arn:*role/team/reader', met],
    ['ArnLike', 'arn:aws:iam::111111111111:*', unmet],
    ['ArnNotLike', 'arn:aws:iam::111111111111:*', met],
    ['ArnNotLike', 'arn:aws:iam::000000000000:role/*', unmet],
    ['ArnNotEquals', 'arn:aws:*:role/team/reader', met],
  ])('aws:PrincipalArn %s %s: %s', (operator, value, expected) => {
    expect(outcomeOf({ condition: { [operator]: { 'aws:PrincipalArn': [value] } } })).toBe(expected);
  });

  it.each<[string, string]>([
    // The last part has the colons that remain.
    ['arn:aws:lambda:us-east-1:000000000000:function:*', met],
    ['arn:aws:lambda:us-east-1:000000000000:function:orders', unmet],
    ['arn:aws:lambda:*:*:*', met],
    // reference-arns: AWS completes an incomplete ARN with wildcards.
    ['arn:aws:lambda', met],
    ['arn:aws:sqs', unmet],
  ])('aws:SourceArn ArnLike %s: %s', (value, expected) => {
    expect(outcomeOf({ condition: { ArnLike: { 'aws:SourceArn': [value] } } })).toBe(expected);
  });
});

describe('reference_policies_elements_condition_operators', () => {
  it.each<[string, Condition, string]>([
    // A key that is not in the request matches nothing; a negated operator is then true.
    ['a missing key', { StringEquals: { 'absent:key': ['a'] } }, unmet],
    ['a missing key, negated', { StringNotEquals: { 'absent:key': ['a'] } }, met],
    ['a missing key, negated pattern', { StringNotLike: { 'absent:key': ['*'] } }, met],
    ['a missing key, ARN', { ArnNotLike: { 'absent:key': ['arn:aws:s3:::*'] } }, met],
    ['a missing key, number', { NumericLessThan: { 'absent:key': ['1'] } }, unmet],
    // …IfExists: true without the key, else judged.
    ['IfExists without the key', { StringEqualsIfExists: { 'absent:key': ['a'] } }, met],
    ['IfExists with the key', { BoolIfExists: { 'aws:SecureTransport': ['false'] } }, unmet],
    // Null: whether the key is there.
    ['Null true, absent', { Null: { 'absent:key': ['true'] } }, met],
    ['Null false, absent', { Null: { 'absent:key': ['false'] } }, unmet],
    ['Null true, present', { Null: { 'aws:SourceIp': ['true'] } }, unmet],
    ['Null false, present', { Null: { 'aws:SourceIp': ['false'] } }, met],
    ['Null of a key that is not known', { Null: { 'aws:PrincipalOrgID': ['true'] } }, open],
    // Numbers and dates.
    ['a number', { NumericLessThanEquals: { 's3:max-keys': ['10'] } }, met],
    ['a number as a number', { NumericEquals: { 's3:max-keys': ['10.0'] } }, met],
    ['a greater number', { NumericGreaterThan: { 's3:max-keys': ['10'] } }, unmet],
    ['no number', { NumericEquals: { 's3:prefix': ['10'] } }, unmet],
    ['a date', { DateGreaterThan: { 'aws:CurrentTime': ['2026-11-28T11:59:59Z'] } }, met],
    ['a date in seconds', { DateLessThan: { 'aws:CurrentTime': ['1795867201'] } }, met],
    ['an epoch time', { DateEquals: { 'aws:EpochTime': ['2026-11-28T12:00:00Z'] } }, met],
    // Addresses.
    ['an address', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } }, met],
    ['one address', { IpAddress: { 'aws:SourceIp': ['203.0.113.7'] } }, met],
    ['another address', { NotIpAddress: { 'aws:SourceIp': ['198.51.100.0/24', '2001:db8::/32'] } }, met],
    // Several values: one is enough; of a negated operator none may match.
    ['several values', { StringLike: { 's3:prefix': ['x', 'a?b'] } }, met],
    ['several values, negated', { StringNotLike: { 's3:prefix': ['x', 'a?b'] } }, unmet],
    // All operators and all keys must hold.
    ['two operators', { Bool: { 'aws:SecureTransport': ['true'] }, Null: { 'aws:SourceIp': ['true'] } }, unmet],
  ])('%s: %j is %s', (_, condition, expected) => {
    expect(outcomeOf({ condition })).toBe(expected);
  });
});

describe('reference_policies_condition-single-vs-multi-valued-context-keys', () => {
  it.each<[Condition, string]>([
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'stage', 'other'] } }, met],
    [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } }, unmet],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team'] } }, met],
    [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['other'] } }, unmet],
    [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['other'] } }, met],
    [{ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['team'] } }, unmet],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['team'] } }, met],
    [{ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['team', 'stage'] } }, unmet],
    // Without the key, ForAllValues is true and ForAnyValue is false.
    [{ 'ForAllValues:StringEquals': { 'absent:key': ['a'] } }, met],
    [{ 'ForAnyValue:StringEquals': { 'absent:key': ['a'] } }, unmet],
    [{ 'ForAnyValue:StringNotEquals': { 'absent:key': ['a'] } }, unmet],
    [{ 'ForAllValues:StringEquals': { empty: ['a'] } }, met],
    [{ 'ForAnyValue:StringLikeIfExists': { 'absent:key': ['a'] } }, met],
  ])('%j is %s', (condition, expected) => {
    expect(outcomeOf({ condition })).toBe(expected);
  });
});

describe('reference_policies_variables', () => {
  it.each<[string, Condition, string]>([
    ['a variable', { StringEquals: { 'aws:userid': [`\${aws:userid}`] } }, met],
    ['whatever its case', { StringLike: { 'aws:userid': [`\${AWS:UserID}*`] } }, met],
    ['in a text', { StringLike: { 'aws:PrincipalArn': [`*:role/team/\${aws:username, 'reader'}`] } }, met],
    ['without a value', { StringEquals: { 's3:prefix': [`\${aws:username}`] } }, unmet],
    ['without a value, and another that matches', { StringEquals: { 's3:prefix': [`\${aws:username}`, 'a*b'] } }, met],
    ['that is not known', { StringEquals: { 's3:prefix': [`\${aws:PrincipalTag/team}`] } }, open],
    ['for an asterisk', { StringLike: { 's3:prefix': [`a\${*}b`] } }, met],
    ['for an asterisk, and no wildcard', { StringLike: { 'aws:userid': [`\${*}`] } }, unmet],
    ['for a question mark', { StringLike: { 's3:prefix': [`a\${?}b`] } }, unmet],
    ['for a dollar sign', { StringNotLike: { 's3:prefix': [`\${$}`] } }, met],
  ])('in a condition: %s', (_, condition, expected) => {
    expect(outcomeOf({ condition })).toBe(expected);
  });

  it.each<[Partial<Statement>, string, string]>([
    [{ resource: [`arn:aws:s3:::reports/\${aws:userid}/*`] }, 'arn:aws:s3:::reports/AROAEXAMPLE:orders/a', met],
    [{ resource: [`arn:aws:s3:::reports/\${aws:userid}/*`] }, 'arn:aws:s3:::reports/other/a', unmet],
    [{ resource: [`arn:aws:s3:::reports/\${aws:username}/*`] }, 'arn:aws:s3:::reports/x/a', unmet],
    [{ resource: [`arn:aws:s3:::reports/\${aws:username, 'none'}/*`] }, 'arn:aws:s3:::reports/none/a', met],
    [{ resource: [`arn:aws:s3:::reports/\${*}`] }, 'arn:aws:s3:::reports/*', met],
    [{ resource: [`arn:aws:s3:::reports/\${*}`] }, 'arn:aws:s3:::reports/a', unmet],
    [{ resource: [`arn:aws:s3:::reports/\${?}\${$}`] }, 'arn:aws:s3:::reports/?$', met],
    [{ resource: [`arn:aws:s3:::reports/\${aws:PrincipalTag/team}/*`] }, 'arn:aws:s3:::reports/x/a', open],
    [{ resource: [`arn:aws:s3:::reports/\${aws:PrincipalTag/team}/*`] }, 'arn:aws:s3:::other/x/a', unmet],
    [{ notResource: [`arn:aws:s3:::reports/\${aws:userid}/*`] }, 'arn:aws:s3:::reports/other/a', met],
  ])('in a resource: %j on %s is %s', (statement, resource, expected) => {
    expect(outcomeOf(statement, resource)).toBe(expected);
  });
});

describe('reference_policies_evaluation-logic_policy-eval-denyallow', () => {
  const allow: Statement = { effect: 'Allow', action: ['s3:GetObject'], resource: ['*'] };
  const deny: Statement = { ...allow, effect: 'Deny' };
  const other: Statement = { ...allow, action: ['s3:PutObject'] };
  const policies = (...statements: Statement[]) => [{ name: 'p', managed: false, statements }];

  it.each([
    ['nothing', [], undefined, 'implicit deny'],
    ['an allow', [allow], undefined, 'allowed'],
    ['an allow and a deny', [allow, deny], undefined, 'explicit deny'],
    ['an allow within the boundary', [allow], [allow], 'allowed'],
    ['an allow outside the boundary', [allow], [other], 'implicit deny'],
    ['an allow and an empty boundary', [allow], [], 'implicit deny'],
    ['an allow that the boundary denies', [allow], [allow, deny], 'explicit deny'],
    ['a boundary alone, which gives no right', [other], [allow], 'implicit deny'],
    ['a deny and a boundary', [deny], [allow], 'explicit deny'],
  ])('%s', (_, statements, boundary, expected) => {
    const limit = boundary === undefined ? undefined : policies(...boundary);
    expect(evaluate(policies(...statements), S3_READ, limit).outcome).toBe(expected);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Policy, Statement } from '../../../src/aws/iam.ts';
import { matchesWildcards } from '../../../src/aws/wildcards.ts';
import { evaluate } from '../../../src/services/iam/evaluate.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { contextOf } from './context-of.ts';

const CONTEXT = contextOf({ 'aws:RequestedRegion': 'us-east-1', 'aws:SecureTransport': 'true' });
const GET = { action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/errors/a.json', context: CONTEXT };

function policy(...statements: Statement[]): Policy {
  return { name: 'policy', managed: false, statements };
}

function outcome(statements: Statement[], request = GET): string {
  return evaluate([policy(...statements)], request).outcome;
}

const ALLOW: Statement = { effect: 'Allow', action: ['s3:GetObject'], resource: ['arn:aws:s3:::bucket/*'] };

describe('a request', () => {
  it.each<[string, Statement, string]>([
    ['its action and resource are allowed', ALLOW, 'allowed'],
    ['the action is written in another case', { ...ALLOW, action: ['S3:getobject'] }, 'allowed'],
    ['a wildcard takes the action in', { ...ALLOW, action: ['s3:Get*'] }, 'allowed'],
    ['a question mark stands for one character', { ...ALLOW, action: ['s3:GetObjec?'] }, 'allowed'],
    ['everything is allowed', { effect: 'Allow', action: ['*'], resource: ['*'] }, 'allowed'],
    ['NotAction leaves it in', { effect: 'Allow', notAction: ['s3:Put*'], resource: ['*'] }, 'allowed'],
    ['NotAction leaves it out', { effect: 'Allow', notAction: ['s3:Get*'], resource: ['*'] }, 'implicit deny'],
    ['NotResource leaves it in', { effect: 'Allow', action: ['s3:GetObject'], notResource: ['*other*'] }, 'allowed'],
    [
      'NotResource leaves it out',
      { effect: 'Allow', action: ['s3:GetObject'], notResource: ['*errors*'] },
      'implicit deny',
    ],
    ['another action is allowed', { ...ALLOW, action: ['s3:PutObject'] }, 'implicit deny'],
    ['only the bucket is allowed', { ...ALLOW, resource: ['arn:aws:s3:::bucket'] }, 'implicit deny'],
    ['the resource is written in another case', { ...ALLOW, resource: ['arn:aws:s3:::BUCKET/*'] }, 'implicit deny'],
    ['it is denied', { ...ALLOW, effect: 'Deny' }, 'explicit deny'],
  ])('when %s', (_, statement, expected) => {
    expect(outcome([statement])).toBe(expected);
  });

  it('is denied if no statement matches it', () => {
    expect(evaluate([], GET)).toEqual({ outcome: 'implicit deny', by: [], unjudged: [] });
  });
});

describe('a condition', () => {
  it.each<[string, NonNullable<Statement['condition']>, string]>([
    ['is met by one of its values', { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } }, 'allowed'],
    ['is met whatever the case of its key', { StringEquals: { 'AWS:requestedRegion': ['us-east-1'] } }, 'allowed'],
    ['is not met', { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } }, 'implicit deny'],
    ['is met negated', { StringNotLike: { 'aws:RequestedRegion': ['eu-*'] } }, 'allowed'],
    ['is not met negated', { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } }, 'implicit deny'],
    ['is met when its key is there', { BoolIfExists: { 'aws:SecureTransport': ['true'] } }, 'allowed'],
    [
      'needs all its keys',
      { Bool: { 'aws:SecureTransport': ['true'] }, StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
      'implicit deny',
    ],
  ])('%s', (_, condition, expected) => {
    expect(outcome([{ ...ALLOW, condition }])).toBe(expected);
  });

  it.each([
    ['StringEquals', 'us-east-1', 'US-EAST-1'],
    ['StringNotEquals', 'US-EAST-1', 'us-east-1'],
    ['StringEqualsIgnoreCase', 'US-EAST-1', 'eu-west-1'],
    ['StringNotEqualsIgnoreCase', 'eu-west-1', 'US-EAST-1'],
    ['StringLike', 'us-*', 'eu-*'],
    ['StringNotLike', 'eu-*', 'us-*'],
  ])('with %s is met by %s in us-east-1, and not by %s', (operator, met, unmet) => {
    const withValue = (value: string) => [{ ...ALLOW, condition: { [operator]: { 'aws:RequestedRegion': [value] } } }];

    expect(outcome(withValue(met))).toBe('allowed');
    expect(outcome(withValue(unmet))).toBe('implicit deny');
  });

  it.each<[string, NonNullable<Statement['condition']>]>([
    ['a key unknown here', { StringEquals: { 's3:prefix': ['a'] } }],
    ['an operator unknown here', { StringResembles: { 'aws:RequestedRegion': ['us'] } }],
    ['a policy variable', { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', `\${aws:PrincipalTag/region}`] } }],
  ])('that rests on %s refuses nothing, in an allow or a deny, and is named', (_, condition) => {
    const allow = { ...ALLOW, condition };
    const deny: Statement = { ...allow, effect: 'Deny' };

    expect(evaluate([policy(allow)], GET)).toMatchObject({ outcome: 'allowed', unjudged: [{ statement: allow }] });
    expect(evaluate([policy(ALLOW, deny)], GET)).toMatchObject({ outcome: 'allowed', unjudged: [{ statement: deny }] });
  });

  it('that cannot be evaluated is ignored if the statement does not match the request', () => {
    const other = { ...ALLOW, action: ['s3:PutObject'], condition: { StringEquals: { 's3:prefix': ['a'] } } };

    expect(evaluate([policy(other)], GET).unjudged).toEqual([]);
  });
});

describe('a policy variable in a resource', () => {
  it('can have any value, so the statement is reported', () => {
    const statement = { ...ALLOW, resource: ['arn:aws:s3:::other', `arn:aws:s3:::bucket/\${aws:PrincipalTag/team}/*`] };

    const asked = { ...GET, resource: 'arn:aws:s3:::bucket/any/key' };
    expect(evaluate([policy(statement)], asked)).toMatchObject({ outcome: 'allowed', unjudged: [{ statement }] });
  });
});

// Small alphabets, so that statements and requests meet often.
const action = fc.constantFrom('a:Get', 'a:Put', 'b:Get');
const resource = fc.constantFrom('arn:x', 'arn:y', 'arn:x/1');
const patterns = (exact: fc.Arbitrary<string>) =>
  fc.array(fc.oneof(exact, fc.constantFrom('*', 'a:*', 'arn:x*', '?:Get')), { minLength: 1, maxLength: 3 });
const condition = fc.constantFrom(
  undefined,
  { StringEquals: { k: ['v'] } },
  { StringEquals: { k: ['w'] } },
  { StringEquals: { unknown: ['v'] } },
);
const statement: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.constantFrom('Allow' as const, 'Deny' as const),
    fc.boolean(),
    patterns(action),
    fc.boolean(),
    patterns(resource),
    condition,
  )
  .map(([effect, notAction, actions, notResource, resources, when]) => ({
    effect,
    ...(notAction ? { notAction: actions } : { action: actions }),
    ...(notResource ? { notResource: resources } : { resource: resources }),
    ...(when === undefined ? {} : { condition: when }),
  }));
const policies = fc.array(
  fc.array(statement, { maxLength: 4 }).map((statements) => policy(...statements)),
  { maxLength: 3 },
);
const request = fc.record({ action, resource, context: fc.constant(contextOf({ k: 'v' })) });

describe('for all policies', () => {
  it('a deny overrides everything else', () => {
    fc.assert(
      fc.property(policies, request, (given, asked) => {
        const deny: Statement = { effect: 'Deny', action: [asked.action], resource: [asked.resource] };
        expect(evaluate([...given, policy(deny)], asked).outcome).toBe('explicit deny');
      }),
    );
  });

  it('the order of policies and statements does not matter', () => {
    fc.assert(
      fc.property(policies, request, (given, asked) => {
        const turned = given.toReversed().map((each) => ({ ...each, statements: each.statements.toReversed() }));
        expect(evaluate(turned, asked).outcome).toBe(evaluate(given, asked).outcome);
      }),
    );
  });

  it('an additional allow never denies a request, and an additional deny never allows one', () => {
    fc.assert(
      fc.property(policies, statement, request, (given, added, asked) => {
        const before = evaluate(given, asked).outcome;
        const after = evaluate([...given, policy(added)], asked).outcome;
        if (added.effect === 'Allow' && before === 'allowed') expect(after).toBe('allowed');
        if (added.effect === 'Deny' && after === 'allowed') expect(before).toBe('allowed');
      }),
    );
  });

  it('a request that no statement allows is never allowed', () => {
    fc.assert(
      fc.property(policies, request, (given, asked) => {
        const { outcome: decided, by } = evaluate(given, asked);
        expect(by.every(({ statement: { effect } }) => effect === (decided === 'allowed' ? 'Allow' : 'Deny'))).toBe(
          true,
        );
        expect(by.length > 0).toBe(decided !== 'implicit deny');
      }),
    );
  });
});

describe('a wildcard pattern', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/', '.', '(', '*'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '(', '*', '?'), maxLength: 8 });

  it('matches the same texts as the equivalent regular expression', () => {
    fc.assert(
      fc.property(pattern, text, (given, asked) => {
        const source = given.replace(/[.()]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
        expect(matchesWildcards(given, asked)).toBe(new RegExp(`^${source}$`, 's').test(asked));
      }),
      propertyRuns(200),
    );
  });

  it('is fast for patterns on which a regular expression would never end', () => {
    expect(matchesWildcards(`${'*a'.repeat(200)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});

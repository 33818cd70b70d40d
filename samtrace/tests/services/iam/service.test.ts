import { describe, expect, it } from '@jest/globals';
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import type { Caller } from '../../../src/aws/http.ts';
import type { Role, Statement } from '../../../src/aws/iam.ts';
import { createIam, type Iam } from '../../../src/services/iam/service.ts';

function roleWith(...statements: Statement[]): Role {
  return {
    name: 'the-role',
    arn: 'arn:aws:iam::000000000000:role/the-role',
    policies: [{ name: 'the-policy', managed: false, statements }],
  };
}

/** IAM with one function, and that function as a caller. */
function withFunction(role: Role): { iam: Iam; caller: Caller } {
  const iam = createIam({ account: DEFAULT_ACCOUNT });
  return { iam, caller: iam.callerOf(iam.issueCredentials('the-function', role).accessKeyId) };
}

const READ_LOGS: Statement = {
  effect: 'Allow',
  action: ['logs:GetLogEvents', 'logs:FilterLogEvents'],
  resource: ['arn:aws:logs:us-east-1:000000000000:log-group:/a:*'],
};
const STREAM = 'arn:aws:logs:us-east-1:000000000000:log-group:/a:log-stream:s';

describe('a caller', () => {
  it('is the function that its credentials belong to', () => {
    const iam = createIam({ account: DEFAULT_ACCOUNT });
    const one = iam.issueCredentials('one', roleWith());
    const two = iam.issueCredentials('two', roleWith());

    expect(iam.callerOf(one.accessKeyId)).toEqual({ kind: 'function', functionName: 'one' });
    expect(iam.callerOf(two.accessKeyId)).toEqual({ kind: 'function', functionName: 'two' });
    expect(one.accessKeyId).toMatch(/^ASIA[0-9A-Z]{16}$/);
  });

  it.each([['AKIAIOSFODNN7EXAMPLE'], ['test'], [undefined]])(
    'with the key %s is a developer with all permissions',
    (key) => {
      const { iam } = withFunction(roleWith());

      expect(iam.callerOf(key)).toEqual({ kind: 'developer' });
      expect(iam.authorize(iam.callerOf(key), 's3:DeleteBucket', ['arn:aws:s3:::b'])).toBeUndefined();
      expect(iam.findings().denied).toEqual([]);
    },
  );
});

describe('a refused call', () => {
  it.each([
    [
      's3:PutObject',
      'arn:aws:s3:::b/k',
      { code: 'AccessDenied', status: 403 },
      's3:PutObject on resource: "arn:aws:s3:::b/k" because no identity-based policy allows the s3:PutObject action',
    ],
    [
      'sqs:SendMessage',
      'arn:aws:sqs:us-east-1:000000000000:q',
      { code: 'AccessDenied', status: 403 },
      'sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:q because no identity-based policy allows the sqs:sendmessage action',
    ],
    [
      'xray:BatchGetTraces',
      '*',
      { code: 'AccessDeniedException', status: 403 },
      'xray:BatchGetTraces because no identity-based policy allows the xray:BatchGetTraces action',
    ],
    [
      'logs:GetLogEvents',
      STREAM,
      { code: 'AccessDeniedException', status: 400 },
      `logs:GetLogEvents on resource: ${STREAM} because no identity-based policy allows the logs:GetLogEvents action`,
    ],
    [
      'lambda:InvokeFunction',
      'arn:aws:lambda:us-east-1:000000000000:function:f',
      { code: 'AccessDeniedException', status: 403 },
      'lambda:InvokeFunction on resource: arn:aws:lambda:us-east-1:000000000000:function:f because no identity-based policy allows the lambda:InvokeFunction action',
    ],
  ])('of %s has the code and the words of the service', (action, resource, error, words) => {
    const { iam, caller } = withFunction(roleWith());

    expect(iam.authorize(caller, action, [resource])).toMatchObject({
      ...error,
      message: `User: arn:aws:sts::000000000000:assumed-role/the-role/the-function is not authorized to perform: ${words}`,
    });
  });

  it('says when a statement denies it', () => {
    const { iam, caller } = withFunction(
      roleWith(READ_LOGS, { sid: 'NoReading', effect: 'Deny', action: ['logs:*'], resource: ['*'] }),
    );

    expect(iam.authorize(caller, 'logs:GetLogEvents', [STREAM])?.message).toMatch(
      / on resource: arn:\S+ with an explicit deny in an identity-based policy$/,
    );
    expect(iam.findings().denied).toMatchObject([
      { statement: '# statement NoReading of the-policy denies it; no statement can allow it.' },
    ]);
  });

  it('names the permissions boundary when that refuses it', () => {
    const allowed = roleWith(READ_LOGS);
    const limit = (...statements: Statement[]): Role => ({
      ...allowed,
      boundary: [{ name: 'the-limit', managed: false, statements }],
    });
    const outside = withFunction(limit({ effect: 'Allow', action: ['s3:*'], resource: ['*'] }));
    const denied = withFunction(limit({ effect: 'Deny', action: ['*'], resource: ['*'] }));

    expect(outside.iam.authorize(outside.caller, 'logs:GetLogEvents', [STREAM])?.message).toMatch(
      / because no permissions boundary allows the logs:GetLogEvents action$/,
    );
    expect(outside.iam.findings().denied).toMatchObject([
      {
        statement: `# To the permissions boundary, which does not allow it:\n- Effect: Allow\n  Action: logs:GetLogEvents\n  Resource: ${STREAM}`,
      },
    ]);
    expect(denied.iam.authorize(denied.caller, 'logs:GetLogEvents', [STREAM])?.message).toMatch(
      / with an explicit deny in a permissions boundary$/,
    );
    expect(denied.iam.findings().denied).toMatchObject([
      { statement: '# statement 1 of the-limit denies it; no statement can allow it.' },
    ]);
  });

  it('is refused for the one resource of several that is not allowed', () => {
    const { iam, caller } = withFunction(roleWith(READ_LOGS));
    const other = STREAM.replace('/a', '/b');

    expect(iam.authorize(caller, 'logs:GetLogEvents', [STREAM, other])?.message).toContain(`on resource: ${other} `);
    expect(iam.isAllowed(caller, 'logs:GetLogEvents', [STREAM, other])).toBe(false);
    expect(iam.isAllowed(caller, 'logs:GetLogEvents', [STREAM])).toBe(true);
  });
});

describe('the findings of a run', () => {
  it('hold each refused call once, with the statement that would allow it', () => {
    const { iam, caller } = withFunction(roleWith());
    iam.authorize(caller, 'xray:BatchGetTraces', ['*']);
    iam.authorize(caller, 's3:PutObject', ['arn:aws:s3:::b/errors/2026/a.json']);
    iam.authorize(caller, 's3:PutObject', ['arn:aws:s3:::b/errors/2026/b.json']);
    iam.authorize(caller, 's3:PutObject', ['arn:aws:s3:::b/errors/2025/a.json']);
    iam.authorize(caller, 's3:PutObject', ['arn:aws:s3:::other/a.json']);
    iam.authorize(caller, 'logs:GetLogEvents', [STREAM]);
    iam.authorize(caller, 'logs:GetLogEvents', [`${STREAM}2`]);

    expect(iam.findings().denied).toEqual([
      {
        functionName: 'the-function',
        action: 'xray:BatchGetTraces',
        resource: '*',
        count: 1,
        statement: '- Effect: Allow\n  Action: xray:BatchGetTraces\n  Resource: "*"',
      },
      {
        functionName: 'the-function',
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::b/errors/*',
        count: 3,
        statement: '- Effect: Allow\n  Action: s3:PutObject\n  Resource: arn:aws:s3:::b/errors/*',
      },
      {
        functionName: 'the-function',
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::other/a.json',
        count: 1,
        statement: '- Effect: Allow\n  Action: s3:PutObject\n  Resource: arn:aws:s3:::other/a.json',
      },
      {
        functionName: 'the-function',
        action: 'logs:GetLogEvents',
        resource: 'arn:aws:logs:us-east-1:000000000000:log-group:/a:log-stream:*',
        count: 2,
        statement: expect.stringContaining('Resource: arn:aws:logs:us-east-1:000000000000:log-group:/a:log-stream:*'),
      },
    ]);
  });

  it('hold what the role allows and nobody needed, but for managed policies and what Lambda itself calls', () => {
    const role = roleWith(
      READ_LOGS,
      { effect: 'Allow', action: ['sqs:SendMessage'], resource: ['arn:aws:sqs:us-east-1:000000000000:q'] },
      { effect: 'Allow', action: ['sqs:SendMessage'], resource: ['arn:aws:sqs:us-east-1:000000000000:other'] },
      { effect: 'Allow', action: ['s3:Get*', 's3:PutObject'], resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::c/*'] },
      { effect: 'Deny', action: ['s3:DeleteObject'], resource: ['*'] },
    );
    const managed = { name: 'managed', managed: true, statements: [{ ...READ_LOGS, action: ['logs:PutLogEvents'] }] };
    const { iam, caller } = withFunction({
      ...role,
      policies: [...role.policies, managed],
      lambdaCalls: [{ action: 'sqs:SendMessage', resource: 'arn:aws:sqs:us-east-1:000000000000:q' }],
    });

    iam.authorize(caller, 'logs:GetLogEvents', [STREAM]);
    iam.authorize(caller, 's3:GetObject', ['arn:aws:s3:::c/k']);

    expect(iam.findings().unused).toEqual([
      { functionName: 'the-function', action: 'logs:FilterLogEvents', resource: READ_LOGS.resource?.[0] },
      {
        functionName: 'the-function',
        action: 'sqs:SendMessage',
        resource: 'arn:aws:sqs:us-east-1:000000000000:other',
      },
      { functionName: 'the-function', action: 's3:PutObject', resource: 'arn:aws:s3:::b/*, arn:aws:s3:::c/*' },
    ]);
  });

  it('count a permission as used when any function of the role used it', () => {
    const iam = createIam({ account: DEFAULT_ACCOUNT });
    const role = roleWith(
      { ...READ_LOGS, action: ['logs:GetLogEvents'] },
      { ...READ_LOGS, action: ['logs:PutLogEvents'] },
    );
    iam.issueCredentials('one', role);
    const two = iam.callerOf(iam.issueCredentials('two', role).accessKeyId);

    iam.authorize(two, 'logs:GetLogEvents', [STREAM]);

    expect(iam.findings().unused).toMatchObject([{ functionName: 'one, two', action: 'logs:PutLogEvents' }]);
  });

  it('name, once, a condition that was met and could not be judged', () => {
    const { iam, caller } = withFunction(
      roleWith({ ...READ_LOGS, condition: { StringEquals: { 'aws:PrincipalTag/team': ['a'] } } }),
    );

    expect(iam.authorize(caller, 'logs:GetLogEvents', [STREAM])).toBeUndefined();
    expect(iam.authorize(caller, 'logs:GetLogEvents', [STREAM])).toBeUndefined();
    expect(iam.findings().unjudgedConditions).toEqual([
      'the-function: the Condition or policy variable of statement 1 of the-policy, met by logs:GetLogEvents',
    ]);
  });
});

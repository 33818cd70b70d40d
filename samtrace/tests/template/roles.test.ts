import { describe, expect, it } from '@jest/globals';
import { problemsOf, read } from './read.ts';

const TRUST = '{Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}}';

const ALLOWS_ALL =
  'Policies: [{PolicyName: all, PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}}]';
const LIMIT = { effect: 'Allow', action: ['logs:*'], resource: ['*'] };
const LIMIT_POLICY =
  '{Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: limit, PolicyDocument: {Statement: {Effect: Allow, Action: "logs:*", Resource: "*"}}}}';

/** A function in plain CloudFormation with a role of its own. */
function withRole(role: string, more = '', tracing = 'PassThrough'): string {
  return `
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: r, AssumeRolePolicyDocument: ${TRUST}, ${role}}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Code: {ZipFile: x}
      TracingConfig: {Mode: ${tracing}}
      Role: !GetAtt Role.Arn
${more}`;
}

describe("a function's role", () => {
  it('has all policies that any resource attaches to it', () => {
    const { functions } = read(
      withRole(
        `ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole, !Ref Own],
        Policies: [{PolicyName: inline, PolicyDocument: {Statement: {Effect: Deny, NotAction: "s3:*", NotResource: [a, b]}}}]`,
        `
  Own: {Type: AWS::IAM::ManagedPolicy, Properties: {ManagedPolicyName: own, PolicyDocument: {Statement: [{Sid: One, Effect: Allow, Action: [a:B], Resource: "*"}]}}}
  Added:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: added
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: {Effect: Allow, Action: c:D, Resource: e, Condition: {StringEquals: {"aws:RequestedRegion": us-east-1}}}`,
      ),
    );

    expect(functions[0]?.role).toEqual({
      name: 'r',
      arn: 'arn:aws:iam::000000000000:role/r',
      lambdaCalls: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        action,
        resource: expect.stringMatching(/:log-group:\/aws\/lambda\/local-Function-\w{12}:log-stream:$/),
      })),
      policies: [
        { name: 'AWSLambdaBasicExecutionRole', managed: true, statements: [expect.anything()] },
        {
          name: 'own',
          managed: false,
          statements: [{ sid: 'One', effect: 'Allow', action: ['a:B'], resource: ['*'] }],
        },
        {
          name: 'inline',
          managed: false,
          statements: [{ effect: 'Deny', notAction: ['s3:*'], notResource: ['a', 'b'] }],
        },
        {
          name: 'added',
          managed: false,
          statements: [
            {
              effect: 'Allow',
              action: ['c:D'],
              resource: ['e'],
              condition: { StringEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
            },
          ],
        },
      ],
    });
  });

  it('without permission to write its log is reported, because the log would be empty on AWS', () => {
    const mayWrite = (resource: string) =>
      withRole(
        `Policies: [{PolicyName: logs, PolicyDocument: {Statement: {Effect: Allow, Action: "logs:*", Resource: ${resource}}}}]`,
      );

    expect(read(withRole('')).notes).toEqual([
      'Function: its role lacks logs:PutLogEvents, so on AWS its log would stay empty.',
    ]);
    expect(read(mayWrite('"arn:aws:logs:*:*:log-group:/aws/lambda/*:*"')).notes).toEqual([]);
  });

  it('from outside the template is reported, because its permissions are unknown', () => {
    const { functions, notes } = read(
      withRole('').replace('!GetAtt Role.Arn', 'arn:aws:iam::123456789012:role/path/given'),
    );

    expect(functions[0]?.role).toMatchObject({ name: 'given', arn: 'arn:aws:iam::123456789012:role/path/given' });
    expect(notes).toEqual([
      'Function: its calls are not evaluated, because the role arn:aws:iam::123456789012:role/path/given is not in this template.',
    ]);
  });

  it('must allow Lambda to assume it, to send traces, and to send to the on-failure queue, as on AWS', () => {
    const trustless = withRole('').replace('lambda.amazonaws.com', 'ec2.amazonaws.com');
    const onFailure = `
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      {FunctionName: !Ref Function, Qualifier: $LATEST, DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}}`;

    const alsoTrusts = withRole('').replace(
      TRUST,
      TRUST.replace('{Statement: {', '{Statement: [{Effect: Deny}, {').replace('}}}', '}}]}'),
    );

    expect(problemsOf(alsoTrusts)).toEqual([]);
    expect(problemsOf(trustless).join()).toContain('11 Function: Role cannot be assumed by Lambda');
    expect(problemsOf(withRole('', '', 'Active'))).toEqual([
      '11 Function: Role r: The provided execution role does not have permissions to call PutTraceSegments on XRAY',
    ]);
    const deadLetters = withRole('', '\n  Queue: {Type: AWS::SQS::Queue}').replace(
      '      Role:',
      '      DeadLetterConfig: {TargetArn: !GetAtt Queue.Arn}\n      Role:',
    );
    expect(problemsOf(deadLetters)).toEqual([
      '12 Function: Role r: The provided execution role does not have permissions to call SendMessage on SQS',
    ]);
    expect(problemsOf(withRole('', onFailure))).toEqual([
      "11 Function: Role r: The function's execution role does not have permissions to call SendMessage on arn:aws:sqs:us-east-1:000000000000:q",
    ]);
  });

  it('can have its documents as JSON strings', () => {
    const text = withRole(
      `Policies: [{PolicyName: p, PolicyDocument: '{"Statement": {"Effect": "Allow", "Action": ["a:B"], "Resource": "*"}}'}]`,
    ).replace(TRUST, `'{"Statement": [{"Effect": "Allow", "Principal": {"Service": ["lambda.amazonaws.com"]}}]}'`);

    expect(read(text).functions[0]?.role.policies).toEqual([
      { name: 'p', managed: false, statements: [{ effect: 'Allow', action: ['a:B'], resource: ['*'] }] },
    ]);
    expect(problemsOf(text.replace('"Statement": {', '"Statement" {')).join()).toContain(
      'PolicyDocument must be a mapping, or a string with a JSON object.',
    );
  });

  it('is not evaluated if it has an unknown policy, and a note says so', () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonBraketFullAccess';
    const { functions, notes } = read(withRole(`ManagedPolicyArns: [${arn}]`, '', 'Active'));

    expect(functions[0]?.role.policies).toEqual([
      { name: arn, managed: true, statements: [{ effect: 'Allow', action: ['*'], resource: ['*'] }] },
    ]);
    expect(notes).toEqual([
      `Function: its calls are not evaluated, because samtrace does not support the policy ${arn}.`,
    ]);
  });

  it.each([
    ['of the template', '!Ref Limit', { name: 'limit', managed: false, statements: [LIMIT] }],
    ['of AWS', 'arn:aws:iam::aws:policy/AWSLambdaExecute', { name: 'AWSLambdaExecute', managed: true }],
  ])('has a managed policy %s as its permissions boundary', (_, arn, policy) => {
    const { functions, notes } = read(
      withRole(`PermissionsBoundary: ${arn}, ${ALLOWS_ALL}`, `\n  Limit: ${LIMIT_POLICY}`),
    );

    expect(functions[0]?.role.boundary).toMatchObject([policy]);
    expect(notes).toEqual([]);
  });

  it('has the permissions boundary of its SAM function, also from Globals', () => {
    const sam = (inGlobals: string, inFunction: string) => `
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Runtime: nodejs24.x${inGlobals}}}
Resources:
  Function: {Type: AWS::Serverless::Function, Properties: {Handler: index.handler, InlineCode: x${inFunction}}}
  Limit: ${LIMIT_POLICY}`;
    const boundary = ', PermissionsBoundary: !Ref Limit';

    for (const text of [sam(boundary, ''), sam('', boundary)]) {
      expect(read(text).functions[0]?.role.boundary).toEqual([{ name: 'limit', managed: false, statements: [LIMIT] }]);
    }
  });

  it('is evaluated without an unknown permissions boundary, and a note says so', () => {
    const arn = 'arn:aws:iam::123456789012:policy/company/limit';
    const { functions, notes } = read(withRole(`PermissionsBoundary: ${arn}, ${ALLOWS_ALL}`));

    expect(functions[0]?.role.boundary).toBeUndefined();
    expect(notes).toEqual([
      `Function: its permissions boundary is not evaluated, because samtrace does not support the policy ${arn}.`,
    ]);
    expect(problemsOf(withRole('PermissionsBoundary: limit')).join()).toContain(
      'PermissionsBoundary must be the ARN of a managed policy, not limit.',
    );
  });

  it('needs a permissions boundary that allows the calls of Lambda, too', () => {
    const boundary = `PermissionsBoundary: !Ref Limit, ${ALLOWS_ALL}`;

    expect(problemsOf(withRole(boundary, `\n  Limit: ${LIMIT_POLICY}`, 'Active')).join()).toContain(
      'Role r: The provided execution role does not have permissions to call PutTraceSegments on XRAY',
    );
  });

  it.each([
    [
      'a principal',
      '{Effect: Allow, Principal: "*", Action: a:B, Resource: "*"}',
      'Principal does not belong in a policy',
    ],
    ['no effect', '{Action: a:B, Resource: "*"}', 'Effect is required'],
    ['another effect', '{Effect: Permit, Action: a:B, Resource: "*"}', 'Effect must be one of Allow, Deny, not Permit'],
    ['both kinds of action', '{Effect: Allow, Action: a, NotAction: b, Resource: "*"}', 'either Action or NotAction'],
    ['text for a statement', 'allow', 'Statement must be a list of mappings; item 0 is "allow"'],
  ])('is rejected for a statement with %s', (_, statement, problem) => {
    const policies = `Policies: [{PolicyName: p, PolicyDocument: {Statement: ${statement}}}]`;

    expect(problemsOf(withRole(policies)).join('\n')).toContain(problem);
  });
});

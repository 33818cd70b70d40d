import { describe, expect, it } from '@jest/globals';
import { ignoredIn, problemsOf, read } from './read.ts';

const WORDS =
  'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.';

const LOGS_MAY_INVOKE = 'Action: lambda:InvokeFunction, FunctionName: f, Principal: logs.amazonaws.com';

/** A subscription in plain CloudFormation, with the properties of its permission to choose. */
function subscription(permission: string, filter = 'LogGroupName: !Ref Group'): string {
  return `
Resources:
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /a/group}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      {FunctionName: f, Runtime: nodejs24.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: {ZipFile: x}}
  Permission: {Type: AWS::Lambda::Permission, Properties: {${permission}}}
  Filter:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {FilterPattern: ERROR, ${filter.includes('DestinationArn') ? '' : 'DestinationArn: !GetAtt Function.Arn, '}${filter}}`;
}

describe('a subscription filter', () => {
  it.each([
    ['any source', 'Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: logs.amazonaws.com'],
    [
      'the group and the account',
      'Action: "lambda:*", FunctionName: !GetAtt Function.Arn, Principal: logs.us-east-1.amazonaws.com, SourceArn: !GetAtt Group.Arn, SourceAccount: !Ref AWS::AccountId',
    ],
  ])('is accepted if its function has a permission for CloudWatch Logs with %s', (_, permission) => {
    expect(read(subscription(permission)).subscriptionFilters).toEqual([
      {
        logicalId: 'Filter',
        filterName: expect.stringMatching(/^local-Filter-\w{12}$/),
        logGroupName: '/a/group',
        filterPattern: 'ERROR',
        destinationArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      },
    ]);
  });

  it('of an alias delivers to the alias, which needs its own permission', () => {
    const alias =
      '\n  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Function, FunctionVersion: $LATEST, Name: a}}';
    const filter = 'LogGroupName: !Ref Group, DestinationArn: !Ref Alias';
    const letsIn = (functionName: string) =>
      subscription(
        `Action: lambda:InvokeFunction, FunctionName: ${functionName}, Principal: logs.amazonaws.com`,
        filter,
      ) + alias;

    expect(read(letsIn('!Ref Alias')).subscriptionFilters).toMatchObject([
      { destinationArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:a' },
    ]);
    expect(problemsOf(letsIn('!Ref Function'))).toEqual([
      `16 Filter: DestinationArn arn:aws:lambda:us-east-1:000000000000:function:f:a: ${WORDS}`,
    ]);
  });

  it.each([
    ['another service', 'Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com'],
    ['another action', 'Action: lambda:GetFunction, FunctionName: f, Principal: logs.amazonaws.com'],
    ['another function', 'Action: lambda:InvokeFunction, FunctionName: g, Principal: logs.amazonaws.com'],
    [
      "the group's ARN without its end, which CloudWatch Logs never sends",
      `Action: lambda:InvokeFunction, FunctionName: f, Principal: logs.amazonaws.com, SourceArn: !Sub "arn:aws:logs:us-east-1:\${AWS::AccountId}:log-group:/a/group"`,
    ],
    [
      'another account',
      'Action: lambda:InvokeFunction, FunctionName: f, Principal: logs.amazonaws.com, SourceAccount: "123456789012"',
    ],
  ])(
    'is rejected, with the message of PutSubscriptionFilter, if the permission of its function is only for %s',
    (_, permission) => {
      const problems = problemsOf(subscription(permission));

      expect(problems).toEqual([
        `16 Filter: DestinationArn arn:aws:lambda:us-east-1:000000000000:function:f: ${WORDS}`,
      ]);
    },
  );

  it.each([
    ['a group outside the template', 'LogGroupName: /other', 'the log group /other is not in this template'],
    ['a stream', 'LogGroupName: !Ref Group, DestinationArn: !GetAtt Stream.Arn', 'its destination Stream is ignored'],
    ['a function elsewhere', 'LogGroupName: !Ref Group, DestinationArn: a', 'its destination a is not a function'],
  ])('is ignored with %s', (_, filter, reason) => {
    const text = `${subscription(LOGS_MAY_INVOKE, filter)}\n  Stream: {Type: AWS::Kinesis::Stream}`;

    expect(ignoredIn(text).join('\n')).toContain(`Filter: AWS::Logs::SubscriptionFilter: ${reason}`);
    expect(read(text).subscriptionFilters).toEqual([]);
  });

  it('can be one of five in a log group, and a sixth is rejected with the group, the limit, and its line', () => {
    const more = (count: number) =>
      Array.from(
        { length: count },
        (_, i) =>
          `\n  Filter${i}: {Type: AWS::Logs::SubscriptionFilter, Properties: {FilterPattern: a, LogGroupName: !Ref Group, DestinationArn: !GetAtt Function.Arn}}`,
      ).join('');
    const text = subscription(LOGS_MAY_INVOKE);

    expect(read(text + more(4)).subscriptionFilters).toHaveLength(5);
    expect(problemsOf(text + more(5))).toEqual([
      '21 Filter4: LogGroupName /a/group would get subscription filter 6: CloudWatch Logs allows 5 subscription filters in a log group.',
    ]);
  });

  it('is rejected without a group', () => {
    expect(problemsOf(subscription(LOGS_MAY_INVOKE, '')).join('\n')).toContain('LogGroupName is required');
  });
});

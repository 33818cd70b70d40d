import { describe, expect, it } from '@jest/globals';
import { problemsOf, read } from './read.ts';

const WORDS =
  'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.';

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
    Properties: {FilterPattern: ERROR, DestinationArn: !GetAtt Function.Arn, ${filter}}`;
}

describe('a subscription filter', () => {
  it.each([
    ['any source', 'Action: lambda:InvokeFunction, FunctionName: !Ref Function, Principal: logs.amazonaws.com'],
    [
      'the group and the account',
      'Action: "lambda:*", FunctionName: !GetAtt Function.Arn, Principal: logs.us-east-1.amazonaws.com, SourceArn: !GetAtt Group.Arn, SourceAccount: !Ref AWS::AccountId',
    ],
  ])('is taken when its function lets CloudWatch Logs in for %s', (_, permission) => {
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
  ])('is refused, in the words of PutSubscriptionFilter, when its function lets in only %s', (_, permission) => {
    const problems = problemsOf(subscription(permission));

    expect(problems).toEqual([`16 Filter: DestinationArn arn:aws:lambda:us-east-1:000000000000:function:f: ${WORDS}`]);
  });

  it.each([
    ['a group that the template has not', 'LogGroupName: /other', 'The specified log group does not exist'],
    ['a role, as for streams', 'LogGroupName: !Ref Group, RoleArn: a', 'the property RoleArn'],
    ['no group', '', 'LogGroupName is required'],
  ])('is refused with %s', (_, filter, problem) => {
    const permission = 'Action: lambda:InvokeFunction, FunctionName: f, Principal: logs.amazonaws.com';

    expect(problemsOf(subscription(permission, filter)).join('\n')).toContain(problem);
  });
});

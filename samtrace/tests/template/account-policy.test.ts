import { describe, expect, it } from '@jest/globals';
import { ignoredIn, problemsOf, read } from './read.ts';

const PERMISSION = 'Action: lambda:InvokeFunction, FunctionName: f, Principal: logs.amazonaws.com';

/** A policy in plain CloudFormation, with the properties of its permission and of itself to choose. */
function policy(permission = PERMISSION, members = '', destination = `\${Function.Arn}`): string {
  return `
Resources:
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
  Policy:
    Type: AWS::Logs::AccountPolicy
    Properties:
      PolicyName: failed
      PolicyType: SUBSCRIPTION_FILTER_POLICY
      Scope: ALL
      PolicyDocument: !Sub '{"DestinationArn": "${destination}", "FilterPattern": "ERROR"}'
      ${members}
Outputs:
  PolicyRef: {Value: !Ref Policy}`;
}

describe('an account policy', () => {
  it('is accepted if its function has a permission for CloudWatch Logs', () => {
    const { accountPolicies, outputs } = read(policy(PERMISSION, `SelectionCriteria: 'LogGroupName NOT IN ["/a"]'`));

    expect(accountPolicies).toEqual([
      {
        logicalId: 'Policy',
        policyName: 'failed',
        policyDocument:
          '{"DestinationArn": "arn:aws:lambda:us-east-1:000000000000:function:f", "FilterPattern": "ERROR"}',
        selectionCriteria: 'LogGroupName NOT IN ["/a"]',
      },
    ]);
    expect(outputs.PolicyRef).toBe('000000000000|SUBSCRIPTION_FILTER_POLICY|failed');
  });

  it('is a problem if its function has no permission for CloudWatch Logs', () => {
    const problems = problemsOf(policy('Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com'));

    expect(problems.join()).toContain('Could not execute the lambda function.');
  });

  it('is a problem if CloudWatch Logs would reject it', () => {
    const problems = problemsOf(policy(PERMISSION, 'SelectionCriteria: LogGroupName IN ["/a"]'));

    expect(problems.join()).toContain('The selection criteria must have the form LogGroupName NOT IN');
  });

  it('is ignored if its destination is not a function of the template', () => {
    const elsewhere = 'arn:aws:lambda:us-east-1:000000000000:function:other';

    expect(ignoredIn(policy(PERMISSION, '', elsewhere))).toEqual([
      `Policy: AWS::Logs::AccountPolicy: its destination ${elsewhere} is not a function of this template`,
    ]);
  });

  it('of another type is ignored', () => {
    const text = policy().replace('SUBSCRIPTION_FILTER_POLICY', 'DATA_PROTECTION_POLICY');

    expect(ignoredIn(text)).toEqual([
      'Policy: AWS::Logs::AccountPolicy: samtrace supports only SUBSCRIPTION_FILTER_POLICY, not DATA_PROTECTION_POLICY',
    ]);
  });
});

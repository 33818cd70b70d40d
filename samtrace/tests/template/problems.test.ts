import { describe, expect, it } from '@jest/globals';
import { problemsOf } from './read.ts';

describe('the problems of a template', () => {
  it('are all reported at once, from the parameters to a filter pattern, each with its line, and without follow-up errors', () => {
    const problems = problemsOf(`Transform: AWS::Serverless-2016-10-31
Parameters:
  Rate: {Type: Number, MaxValue: 1, Default: 7}
Conditions:
  Busy: !Equals [!Ref Rate, '1']
  Idle: !Equals [!Ref Nothing, '1']
Globals: {Function: {Runtime: nodejs24.x, Tracing: Actve}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      CodeUri: !If [Absent, src, dist]
      MemorySize: 64
      Layers: [x]
      Environment:
        Variables:
          RATE: !Ref Rate
          TABLE: !Ref Table
          BUCKET: !Ref Bukket
          AWS_REGION: x
      Policies: [{S3ReadPolicy: {Bucket: a}}]
      Events:
        Failed:
          Type: CloudWatchLogs
          Properties:
            LogGroupName: !Ref Logs
            FilterPattern: '{ $.level = "ERROR"'
  Table: {Type: AWS::Cognito::UserPool}
  Sometimes: {Type: AWS::S3::Bucket, Condition: Busy}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: !Sub '/x/\${Nope}'
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: Not_Valid!
      Colour: red
Outputs:
  A: {Value: !GetAtt Bucket.Colour}
  B: {Value: !GetAtt Table.Arn}
  C: {Value: !Ref Sometimes}`);

    expect(problems.map((problem) => problem.slice(0, 60))).toEqual([
      `3 Parameter 'Rate' must be a number not greater than 1 (it i`,
      '6 Template format error: Unresolved resource dependencies [N',
      '7 Orders: TracingConfig.Mode must be one of Active, PassThro',
      '13 Template format error: Unresolved condition Absent.',
      '14 Orders: MemorySize must be an integer from 128 to 10240, ',
      '20 Template format error: Unresolved resource dependencies [',
      '21 Orders: Environment.Variables.AWS_REGION is a variable th',
      '22 Orders: the parameters of S3ReadPolicy are not right: Buc',
      '28 OrdersFailed: FilterPattern { $.level = "ERROR" is refuse',
      '34 Template format error: Unresolved resource dependencies [',
      '38 Bucket: BucketName must be 3 to 63 lower-case letters, di',
      '41 samtrace does not support the attribute Colour of AWS::S3',
    ]);
  });

  it('between resources are reported only if each resource can be read', () => {
    const template = (queue: string) => `
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
      Policies:
        - PolicyName: p
          PolicyDocument: {Statement: {Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt ${queue}.Arn}}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs24.x, Handler: a.b, Role: !GetAtt Role.Arn, Code: {ZipFile: x}, TracingConfig: {Mode: Active}}
  Config:
    Type: AWS::Lambda::EventInvokeConfig
    Properties:
      FunctionName: !Ref Function
      Qualifier: $LATEST
      DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}`;

    expect(problemsOf(template('Queu'))).toEqual([
      '11 Template format error: Unresolved resource dependencies [Queu].',
    ]);
    expect(problemsOf(template('Queue'))).toEqual([
      expect.stringContaining('does not have permissions to call PutTraceSegments on XRAY'),
    ]);
  });
});

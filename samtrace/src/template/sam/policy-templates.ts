import { Problem } from '../problems.ts';
import { call, list, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { texts } from './generated.ts';

interface TemplateStatement {
  readonly actions: readonly string[];
  /** `Fn::Sub` texts over the template's parameters. */
  readonly resources: readonly string[];
}

interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly TemplateStatement[];
}

const HERE = `\${AWS::Region}:\${AWS::AccountId}`;
const BUCKET = `arn:\${AWS::Partition}:s3:::\${BucketName}`;
const TOPIC = `arn:\${AWS::Partition}:sns:${HERE}:\${TopicName}`;
const QUEUE = `arn:\${AWS::Partition}:sqs:${HERE}:\${QueueName}`;

function template(
  parameters: string,
  ...statements: readonly [resources: string | string[], actions: string][]
): PolicyTemplate {
  return {
    parameters: parameters.split(' ').filter(Boolean),
    statements: statements.map(([resources, actions]) => ({
      resources: [resources].flat(),
      actions: actions.split(' '),
    })),
  };
}

/**
 * SAM's policy templates for the services that run here, and for the few that a template names beside them.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  CloudWatchPutMetricPolicy: template('', ['*', 'cloudwatch:PutMetricData']),
  EventBridgePutEventsPolicy: template('EventBusName', [
    `arn:\${AWS::Partition}:events:${HERE}:event-bus/\${EventBusName}`,
    'events:PutEvents',
  ]),
  FilterLogEventsPolicy: template('LogGroupName', [
    `arn:\${AWS::Partition}:logs:${HERE}:log-group:\${LogGroupName}:log-stream:*`,
    'logs:FilterLogEvents',
  ]),
  LambdaInvokePolicy: template('FunctionName', [
    `arn:\${AWS::Partition}:lambda:${HERE}:function:\${FunctionName}*`,
    'lambda:InvokeFunction',
  ]),
  S3CrudPolicy: template('BucketName', [
    [BUCKET, `${BUCKET}/*`],
    's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject',
  ]),
  S3FullAccessPolicy: template(
    'BucketName',
    [
      `${BUCKET}/*`,
      's3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging s3:PutObjectVersionTagging',
    ],
    [BUCKET, 's3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration'],
  ),
  S3ReadPolicy: template('BucketName', [
    [BUCKET, `${BUCKET}/*`],
    's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration',
  ]),
  S3WritePolicy: template('BucketName', [
    [BUCKET, `${BUCKET}/*`],
    's3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration',
  ]),
  SNSCrudPolicy: template('TopicName', [
    TOPIC,
    'sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish',
  ]),
  SNSPublishMessagePolicy: template('TopicName', [TOPIC, 'sns:Publish']),
  SQSPollerPolicy: template('QueueName', [
    QUEUE,
    'sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage',
  ]),
  SQSSendMessagePolicy: template('QueueName', [QUEUE, 'sqs:SendMessage*']),
};

/** The document that `PolicyName: { Parameter: value }` stands for. Throws a {@link Problem} for an unknown name. */
export function policyFromTemplate(logicalId: string, entry: Mapping): Value {
  const [[name, given] = ['', entry]] = entry.entries;
  const known = Object.hasOwn(POLICY_TEMPLATES, name) ? POLICY_TEMPLATES[name] : undefined;
  if (known === undefined || entry.entries.size !== 1) {
    const names = [...entry.entries.keys()].join(', ');
    throw new Problem(entry.line, `${logicalId}: the local stack does not support the policy template ${names}.`);
  }
  const values = given.kind === 'mapping' ? given.entries : new Map<string, Value>();
  const wrong = [
    ...known.parameters.filter((parameter) => !values.has(parameter)).map((parameter) => `${parameter} is missing`),
    ...[...values.keys()].filter((key) => !known.parameters.includes(key)).map((key) => `${key} is unknown`),
  ];
  if (wrong.length > 0) {
    throw new Problem(entry.line, `${logicalId}: the parameters of ${name} are not right: ${wrong.join(', ')}.`);
  }
  const { line } = entry;
  const statements = known.statements.map(({ actions, resources }) =>
    mapping(
      {
        Effect: scalar('Allow', line),
        Action: texts(actions, line),
        Resource: list(
          resources.map((resource) =>
            call('Fn::Sub', list([scalar(resource, line), mapping(values, line)], line), line),
          ),
          line,
        ),
      },
      line,
    ),
  );
  return mapping({ Statement: list(statements, line) }, line);
}

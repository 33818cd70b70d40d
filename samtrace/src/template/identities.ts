import { type Account, bucketArn, functionArn, logGroupArn, queueArn, roleArn } from '../aws/arn.ts';
import type { Resource } from './sections.ts';
import { literal } from './value.ts';

/** How resources of a type are named, and what `Ref` and `Fn::GetAtt` give. */
export interface Identity {
  /** The property with the physical name; without it CloudFormation makes one up. */
  readonly nameProperty?: string;
  readonly maxNameLength: number;
  readonly lowerCase?: true;
  /** What a made-up name ends in. */
  suffix?(resource: Resource): string;
  /** What `Ref` gives; the physical name when absent. */
  ref?(name: string, account: Account): string;
  attributes(name: string, account: Account): Readonly<Record<string, string>>;
}

const none = (): Readonly<Record<string, string>> => ({});

const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    maxNameLength: 64,
    attributes: (name, account) => ({ Arn: functionArn(account, name) }),
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    maxNameLength: 512,
    // CloudFormation's Arn of a log group ends in `:*`, fit for policies and permissions.
    attributes: (name, account) => ({ Arn: `${logGroupArn(account, name)}:*` }),
  },
  'AWS::Logs::SubscriptionFilter': { nameProperty: 'FilterName', maxNameLength: 512, attributes: none },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    maxNameLength: 63,
    lowerCase: true,
    attributes: (name, account) => ({
      Arn: bucketArn(name),
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${account.region}.amazonaws.com`,
    }),
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    maxNameLength: 80,
    suffix: ({ properties }) => (literal(properties.entries.get('FifoQueue')) === 'true' ? '.fifo' : ''),
    ref: queueUrl,
    attributes: (name, account) => ({
      Arn: queueArn(account, name),
      QueueName: name,
      QueueUrl: queueUrl(name, account),
    }),
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    maxNameLength: 64,
    attributes: (name, account) => ({ Arn: roleArn(account, name) }),
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    maxNameLength: 128,
    ref: managedPolicyArn,
    attributes: (name, account) => ({ PolicyArn: managedPolicyArn(name, account) }),
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName', maxNameLength: 128, attributes: none },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    maxNameLength: 255,
    attributes: (name, { region, accountId }) => ({ Arn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}` }),
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    maxNameLength: 256,
    ref: topicArn,
    attributes: (name, account) => ({ TopicArn: topicArn(name, account), TopicName: name }),
  },
  'AWS::KMS::Key': {
    maxNameLength: 64,
    attributes: (name, { region, accountId }) => ({
      Arn: `arn:aws:kms:${region}:${accountId}:key/${name}`,
      KeyId: name,
    }),
  },
};

/** Other types have a name and no attributes. */
export function identityOf(type: string): Identity {
  const known = Object.hasOwn(IDENTITIES, type) ? IDENTITIES[type] : undefined;
  return known ?? { maxNameLength: 255, attributes: none };
}

/** As on AWS; the queue's own service answers at this path on the local endpoint too. */
function queueUrl(name: string, { region, accountId }: Account): string {
  return `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
}

function managedPolicyArn(name: string, { accountId }: Account): string {
  return `arn:aws:iam::${accountId}:policy/${name}`;
}

function topicArn(name: string, { region, accountId }: Account): string {
  return `arn:aws:sns:${region}:${accountId}:${name}`;
}

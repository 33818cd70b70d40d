import type { Statement } from '../aws/iam.ts';

interface ManagedPolicy {
  /** Where AWS keeps it: `service-role/`, or nothing. */
  readonly path: string;
  readonly actions: readonly string[];
}

function managed(actions: string, path = ''): ManagedPolicy {
  return { path, actions: actions.split(/\s+/) };
}

const LOGS_WRITE = 'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents';
const NETWORK_INTERFACES =
  'ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses';

/**
 * AWS's own policies that allow some actions on every resource, by name.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy>> = {
  AWSLambdaBasicExecutionRole: managed(LOGS_WRITE, 'service-role/'),
  AWSLambdaVPCAccessExecutionRole: managed(`${LOGS_WRITE} ${NETWORK_INTERFACES}`, 'service-role/'),
  AWSLambdaRole: managed('lambda:InvokeFunction', 'service-role/'),
  AWSLambdaSQSQueueExecutionRole: managed(
    `sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes ${LOGS_WRITE}`,
    'service-role/',
  ),
  AWSXrayWriteOnlyAccess: managed(
    'xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries',
  ),
  AWSXRayDaemonWriteAccess: managed(
    'xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries',
  ),
  AmazonS3FullAccess: managed('s3:* s3-object-lambda:*'),
  AmazonSQSFullAccess: managed('sqs:*'),
  AdministratorAccess: managed('*'),
};

/** The ARN of a managed policy given by name; an ARN, or a name that nobody knows, comes back as it is. */
export function managedPolicyArn(nameOrArn: string): string {
  const known = Object.hasOwn(MANAGED_POLICIES, nameOrArn) ? MANAGED_POLICIES[nameOrArn] : undefined;
  return known === undefined ? nameOrArn : `arn:aws:iam::aws:policy/${known.path}${nameOrArn}`;
}

/** What the managed policy at `arn` allows; undefined when it is not in the table. */
export function managedPolicyStatements(arn: string): readonly Statement[] | undefined {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const known = Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  if (known === undefined || managedPolicyArn(name) !== arn) return undefined;
  return [{ effect: 'Allow', action: known.actions, resource: ['*'] }];
}

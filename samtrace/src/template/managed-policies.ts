import type { Statement } from '../aws/iam.ts';

interface ManagedPolicy {
  /** The path in its ARN: `service-role/`, or nothing. */
  readonly path: string;
  readonly statements: readonly Statement[];
}

/** Each statement is a resource and the actions allowed on it. */
function managed(path: string, ...statements: readonly [resource: string, actions: string][]): ManagedPolicy {
  return {
    path,
    statements: statements.map(([resource, actions]) => ({
      effect: 'Allow',
      action: actions.split(/\s+/),
      resource: [resource],
    })),
  };
}

const WRITE_LOGS = 'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents';
const SAMPLING = 'xray:GetSamplingRules xray:GetSamplingTargets xray:GetSamplingStatisticSummaries';
const WRITE_TRACES = `xray:PutTraceSegments xray:PutTelemetryRecords ${SAMPLING}`;
const GENERATE_QUERIES = 'cloudwatch:GenerateQuery cloudwatch:GenerateQueryResultsSummary';
const S3_TABLES =
  'observabilityadmin:GetS3TableIntegration observabilityadmin:ListS3TableIntegrations observabilityadmin:ListTelemetryPipelines';

/**
 * The managed policies of AWS that samtrace supports, by name.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy>> = {
  AdministratorAccess: managed('', ['*', '*']),
  AmazonS3FullAccess: managed('', ['*', 's3:* s3-object-lambda:*']),
  AmazonS3ReadOnlyAccess: managed('', [
    '*',
    's3:Get* s3:List* s3:Describe* s3-object-lambda:Get* s3-object-lambda:List*',
  ]),
  AmazonSQSFullAccess: managed('', ['*', 'sqs:*']),
  AmazonSQSReadOnlyAccess: managed('', [
    '*',
    'sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ListDeadLetterSourceQueues sqs:ListQueues sqs:ListMessageMoveTasks sqs:ListQueueTags',
  ]),
  AWSLambdaBasicExecutionRole: managed('service-role/', ['*', WRITE_LOGS]),
  AWSLambdaBasicDurableExecutionRolePolicy: managed('service-role/', [
    '*',
    `${WRITE_LOGS} lambda:CheckpointDurableExecution lambda:GetDurableExecutionState`,
  ]),
  AWSLambdaDynamoDBExecutionRole: managed('service-role/', [
    '*',
    `dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams ${WRITE_LOGS}`,
  ]),
  AWSLambdaExecute: managed('', ['arn:aws:logs:*:*:*', 'logs:*'], ['arn:aws:s3:::*', 's3:GetObject s3:PutObject']),
  AWSLambdaKinesisExecutionRole: managed('service-role/', [
    '*',
    `kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards kinesis:ListStreams kinesis:SubscribeToShard ${WRITE_LOGS}`,
  ]),
  AWSLambdaRole: managed('service-role/', ['*', 'lambda:InvokeFunction']),
  AWSLambdaSQSQueueExecutionRole: managed('service-role/', [
    '*',
    `sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes ${WRITE_LOGS}`,
  ]),
  AWSLambdaVPCAccessExecutionRole: managed('service-role/', [
    '*',
    `${WRITE_LOGS} ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses`,
  ]),
  AWSXRayDaemonWriteAccess: managed('', ['*', WRITE_TRACES]),
  AWSXrayFullAccess: managed('', ['*', 'xray:*']),
  AWSXrayReadOnlyAccess: managed('', [
    '*',
    `${SAMPLING} xray:BatchGetTraces xray:BatchGetTraceSummaryById xray:GetDistinctTraceGraphs xray:GetServiceGraph xray:GetTraceGraph xray:GetTraceSummaries xray:GetGroups xray:GetGroup xray:ListTagsForResource xray:ListResourcePolicies xray:GetTimeSeriesServiceStatistics xray:GetInsightSummaries xray:GetInsight xray:GetInsightEvents xray:GetInsightImpactGraph`,
  ]),
  AWSXrayWriteOnlyAccess: managed('', ['*', WRITE_TRACES]),
  CloudWatchLambdaInsightsExecutionRolePolicy: managed(
    '',
    ['*', 'logs:CreateLogGroup'],
    ['arn:aws:logs:*:*:log-group:/aws/lambda-insights:*', 'logs:CreateLogStream logs:PutLogEvents'],
  ),
  CloudWatchLogsFullAccess: managed('', ['*', `logs:* ${GENERATE_QUERIES} ${S3_TABLES}`]),
  CloudWatchLogsReadOnlyAccess: managed('', [
    '*',
    `logs:Describe* logs:Get* logs:List* logs:StartQuery logs:StopQuery logs:TestMetricFilter logs:FilterLogEvents logs:StartLiveTail logs:StopLiveTail ${GENERATE_QUERIES} ${S3_TABLES}`,
  ]),
};

/** The ARN of a managed policy, by its name. An ARN, or a name that is not in the table, is returned unchanged. */
export function managedPolicyArn(nameOrArn: string): string {
  const known = Object.hasOwn(MANAGED_POLICIES, nameOrArn) ? MANAGED_POLICIES[nameOrArn] : undefined;
  return known === undefined ? nameOrArn : `arn:aws:iam::aws:policy/${known.path}${nameOrArn}`;
}

/** The statements of the managed policy at `arn`; undefined if it is not in the table. */
export function managedPolicyStatements(arn: string): readonly Statement[] | undefined {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  const known = Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
  return known !== undefined && managedPolicyArn(name) === arn ? known.statements : undefined;
}

import { expect } from '@jest/globals';
import type { World } from './world.ts';

/** A call that the AWS CLI and boto3 make, and what its answer holds at least. */
export interface Call {
  readonly service:
    | 'xray'
    | 'logs'
    | 'lambda'
    | 's3'
    | 'sqs'
    | 'sts'
    | 'sns'
    | 'events'
    | 'cloudcontrol'
    | 'cloudformation'
    | 'dynamodb';
  readonly operation: string;
  /** The difference between two calls of the same operation. */
  readonly variant?: string;
  readonly params: (world: World) => Record<string, unknown>;
  readonly answer: (world: World) => object;
  /** The member of the answer that is a stream: the AWS CLI writes it into a file. */
  readonly streamed?: 'Payload' | 'Body';
  /** The member of the request that is a stream: the AWS CLI reads it from a file. */
  readonly uploaded?: 'Body';
}

const NOW_MS = Date.now();
const DOCUMENT = {
  name: 'conformance',
  id: '70de5b6f19ff9a0a',
  trace_id: `1-${Math.floor(NOW_MS / 1000).toString(16)}-5759e988bd862e3fe1be46a9`,
  start_time: NOW_MS / 1000,
  end_time: NOW_MS / 1000 + 0.25,
};
const RULE = { Probabilistic: { DesiredSamplingPercentage: 1, ActualSamplingPercentage: 1 } };
const ORDER = { orderId: 'order-2', product: 'teapot', quantity: 2 };
const QUEUE_URL = ({ endpoint, queueName }: World) => `${endpoint}/000000000000/${queueName}`;
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:conformance';
const SUBSCRIPTION = {
  SubscriptionArn: expect.stringContaining(`${TOPIC_ARN}:`),
  Owner: '000000000000',
  Protocol: 'email',
  Endpoint: 'a@example.com',
  TopicArn: TOPIC_ARN,
};
const PATTERN = JSON.stringify({ source: ['shop'] });
const target = (queueName: string) => ({ Id: 'queue', Arn: `arn:aws:sqs:us-east-1:000000000000:${queueName}` });
const TABLE = {
  TableName: 'conformance',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  BillingMode: 'PAY_PER_REQUEST',
};
const TABLE_NAME = { TableName: 'conformance' };
const ACCOUNT_POLICY = {
  policyName: 'conformance',
  policyType: 'SUBSCRIPTION_FILTER_POLICY',
  selectionCriteria: 'LogGroupName NOT IN ["/excluded"]',
  scope: 'ALL',
};
const subscriptionTo = (functionName: string) =>
  JSON.stringify({
    DestinationArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    FilterPattern: 'never',
  });
const range = ({ fromSeconds, toSeconds }: World) => ({ StartTime: fromSeconds, EndTime: toSeconds });

/** In the order of the calls. Some of them need the results of earlier ones. */
export const CALLS: readonly Call[] = [
  {
    service: 'xray',
    operation: 'PutTraceSegments',
    params: () => ({ TraceSegmentDocuments: [JSON.stringify(DOCUMENT)] }),
    answer: () => ({ UnprocessedTraceSegments: [] }),
  },
  {
    service: 'xray',
    operation: 'PutTraceSegments',
    variant: 'a document that X-Ray rejects',
    params: () => ({ TraceSegmentDocuments: [JSON.stringify({ ...DOCUMENT, trace_id: 'none' })] }),
    answer: () => ({ UnprocessedTraceSegments: [{ Id: DOCUMENT.id, ErrorCode: 'InvalidTraceId' }] }),
  },
  {
    service: 'xray',
    operation: 'PutTelemetryRecords',
    params: ({ toSeconds }) => ({ TelemetryRecords: [{ Timestamp: toSeconds - 60, SegmentsReceivedCount: 1 }] }),
    answer: () => ({}),
  },
  {
    service: 'xray',
    operation: 'BatchGetTraces',
    params: ({ traceId }) => ({ TraceIds: [traceId, '1-00000000-000000000000000000000000'] }),
    answer: ({ traceId }) => ({
      Traces: [{ Id: traceId, LimitExceeded: false, Segments: expect.arrayContaining([expect.anything()]) }],
      UnprocessedTraceIds: ['1-00000000-000000000000000000000000'],
    }),
  },
  {
    service: 'xray',
    operation: 'GetTraceSegmentDestination',
    params: () => ({}),
    answer: () => ({ Destination: 'XRay', Status: 'ACTIVE' }),
  },
  {
    service: 'xray',
    operation: 'UpdateTraceSegmentDestination',
    params: () => ({ Destination: 'CloudWatchLogs' }),
    answer: () => ({ Destination: 'CloudWatchLogs', Status: 'PENDING' }),
  },
  {
    service: 'xray',
    operation: 'UpdateTraceSegmentDestination',
    variant: 'back to X-Ray',
    params: () => ({ Destination: 'XRay' }),
    answer: () => ({ Destination: 'XRay', Status: 'PENDING' }),
  },
  {
    service: 'xray',
    operation: 'GetIndexingRules',
    params: () => ({}),
    answer: () => ({ IndexingRules: [{ Name: 'Default', Rule: RULE }] }),
  },
  {
    service: 'xray',
    operation: 'UpdateIndexingRule',
    params: () => ({ Name: 'Default', Rule: { Probabilistic: { DesiredSamplingPercentage: 1 } } }),
    answer: () => ({ IndexingRule: { Name: 'Default', Rule: RULE } }),
  },
  {
    service: 'xray',
    operation: 'StartTraceRetrieval',
    params: (world) => ({ ...range(world), TraceIds: [world.traceId] }),
    answer: () => ({ RetrievalToken: expect.any(String) }),
  },
  {
    service: 'xray',
    operation: 'ListRetrievedTraces',
    params: ({ retrievalToken }) => ({ RetrievalToken: retrievalToken, TraceFormat: 'XRAY' }),
    answer: ({ searchedTraceId }) => ({
      RetrievalStatus: 'COMPLETE',
      TraceFormat: 'XRAY',
      Traces: [{ Id: searchedTraceId, Spans: [{ Id: expect.any(String), Document: expect.any(String) }] }],
    }),
  },
  {
    service: 'xray',
    operation: 'GetRetrievedTracesGraph',
    params: ({ retrievalToken }) => ({ RetrievalToken: retrievalToken }),
    answer: () => ({
      RetrievalStatus: 'COMPLETE',
      Services: expect.arrayContaining([{ Service: expect.objectContaining({ Name: 'searched' }), Links: [] }]),
    }),
  },
  {
    service: 'xray',
    operation: 'CancelTraceRetrieval',
    params: ({ retrievalToken }) => ({ RetrievalToken: retrievalToken }),
    answer: () => ({}),
  },
  {
    service: 'xray',
    operation: 'GetTraceSummaries',
    params: (world) => ({ ...range(world), FilterExpression: `annotation.request_id = "${world.requestId}"` }),
    answer: ({ traceId, functionName }) => ({
      TraceSummaries: [{ Id: traceId, HasError: true, EntryPoint: { Name: functionName, Type: 'AWS::Lambda' } }],
    }),
  },
  {
    service: 'xray',
    operation: 'GetServiceGraph',
    params: range,
    answer: ({ functionName }) => ({
      Services: expect.arrayContaining([
        expect.objectContaining({ Name: functionName, Type: 'AWS::Lambda' }),
        expect.objectContaining({ Name: functionName, Type: 'AWS::Lambda::Function' }),
        expect.objectContaining({ Type: 'AWS::S3::Bucket' }),
      ]),
    }),
  },
  {
    service: 'xray',
    operation: 'GetTraceGraph',
    params: ({ traceId }) => ({ TraceIds: [traceId] }),
    answer: ({ functionName }) => ({
      Services: expect.arrayContaining([expect.objectContaining({ Name: functionName })]),
    }),
  },
  {
    service: 'xray',
    operation: 'GetSamplingRules',
    params: () => ({}),
    answer: () => ({ SamplingRuleRecords: [{ SamplingRule: { RuleName: 'Default', Priority: 10_000, Version: 1 } }] }),
  },
  {
    service: 'xray',
    operation: 'GetSamplingTargets',
    params: ({ toSeconds }) => ({
      SamplingStatisticsDocuments: [
        {
          RuleName: 'Default',
          ClientID: '0123456789abcdef01234567',
          Timestamp: toSeconds - 60,
          RequestCount: 1,
          SampledCount: 1,
        },
      ],
    }),
    answer: () => ({ SamplingTargetDocuments: [{ RuleName: 'Default' }], UnprocessedStatistics: [] }),
  },

  {
    service: 'logs',
    operation: 'CreateLogGroup',
    params: () => ({ logGroupName: '/conformance' }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'PutRetentionPolicy',
    params: () => ({ logGroupName: '/conformance', retentionInDays: 7 }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'DeleteRetentionPolicy',
    params: () => ({ logGroupName: '/conformance' }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'TestMetricFilter',
    params: () => ({ filterPattern: 'ERROR', logEventMessages: ['[ERROR] 400', '[INFO] 200', '[ERROR] 500'] }),
    answer: () => ({
      matches: [
        { eventNumber: 1, eventMessage: '[ERROR] 400', extractedValues: {} },
        { eventNumber: 3, eventMessage: '[ERROR] 500', extractedValues: {} },
      ],
    }),
  },
  {
    service: 'logs',
    operation: 'CreateLogStream',
    params: () => ({ logGroupName: '/conformance', logStreamName: 'stream' }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'PutLogEvents',
    params: () => ({
      logGroupName: '/conformance',
      logStreamName: 'stream',
      logEvents: [
        { timestamp: NOW_MS - 30 * 86_400_000, message: 'too old' },
        { timestamp: NOW_MS, message: 'one' },
        { timestamp: NOW_MS + 1, message: 'zwei' },
      ],
    }),
    answer: () => ({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } }),
  },
  {
    service: 'logs',
    operation: 'GetLogEvents',
    params: () => ({ logGroupName: '/conformance', logStreamName: 'stream', startFromHead: true }),
    answer: () => ({ events: [{ message: 'one' }, { message: 'zwei' }] }),
  },
  {
    service: 'logs',
    operation: 'FilterLogEvents',
    params: ({ logGroup }) => ({ logGroupName: logGroup, filterPattern: '{ $.level = "ERROR" }', interleaved: true }),
    answer: ({ logStream }) => ({ events: [{ logStreamName: logStream }], searchedLogStreams: [] }),
  },
  {
    service: 'logs',
    operation: 'DescribeLogGroups',
    params: ({ logGroup }) => ({ logGroupNamePrefix: logGroup }),
    answer: ({ logGroup }) => ({ logGroups: [{ logGroupName: logGroup, logGroupClass: 'STANDARD' }] }),
  },
  {
    service: 'logs',
    operation: 'DescribeLogStreams',
    params: ({ logGroup }) => ({ logGroupName: logGroup, orderBy: 'LastEventTime', descending: true }),
    answer: ({ logStream }) => ({ logStreams: [{ logStreamName: logStream }] }),
  },
  {
    service: 'logs',
    operation: 'PutSubscriptionFilter',
    params: ({ functionName }) => ({
      logGroupName: '/conformance',
      filterName: 'errors',
      filterPattern: '?ERROR ?"Task timed out"',
      destinationArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'DescribeSubscriptionFilters',
    params: () => ({ logGroupName: '/conformance' }),
    answer: () => ({ subscriptionFilters: [{ filterName: 'errors', distribution: 'ByLogStream' }] }),
  },
  {
    service: 'logs',
    operation: 'DeleteSubscriptionFilter',
    params: () => ({ logGroupName: '/conformance', filterName: 'errors' }),
    answer: () => ({}),
  },

  {
    service: 'logs',
    operation: 'PutAccountPolicy',
    params: ({ functionName }) => ({ ...ACCOUNT_POLICY, policyDocument: subscriptionTo(functionName) }),
    answer: () => ({ accountPolicy: ACCOUNT_POLICY }),
  },
  {
    service: 'logs',
    operation: 'DescribeAccountPolicies',
    params: () => ({ policyType: ACCOUNT_POLICY.policyType }),
    answer: () => ({ accountPolicies: [ACCOUNT_POLICY] }),
  },
  {
    service: 'logs',
    operation: 'DeleteAccountPolicy',
    params: () => ({ policyName: ACCOUNT_POLICY.policyName, policyType: ACCOUNT_POLICY.policyType }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'DeleteLogStream',
    params: () => ({ logGroupName: '/conformance', logStreamName: 'stream' }),
    answer: () => ({}),
  },
  {
    service: 'logs',
    operation: 'DeleteLogGroup',
    params: () => ({ logGroupName: '/conformance' }),
    answer: () => ({}),
  },
  {
    service: 'lambda',
    operation: 'GetAccountSettings',
    params: () => ({}),
    answer: () => ({ AccountLimit: { ConcurrentExecutions: 1000 }, AccountUsage: {} }),
  },
  {
    service: 'lambda',
    operation: 'ListFunctions',
    params: () => ({}),
    answer: ({ functionName }) => ({
      Functions: expect.arrayContaining([expect.objectContaining({ FunctionName: functionName })]),
    }),
  },
  {
    service: 'lambda',
    operation: 'GetFunction',
    params: ({ functionName }) => ({ FunctionName: functionName }),
    answer: ({ functionName }) => ({ Configuration: { FunctionName: functionName, Runtime: 'nodejs24.x' } }),
  },
  {
    service: 'lambda',
    operation: 'GetFunctionConfiguration',
    params: ({ functionName }) => ({ FunctionName: functionName }),
    answer: () => ({ TracingConfig: { Mode: 'Active' }, LoggingConfig: { LogFormat: 'JSON' } }),
  },
  {
    service: 'lambda',
    operation: 'UpdateFunctionConfiguration',
    params: ({ functionName }) => ({ FunctionName: functionName, TracingConfig: { Mode: 'PassThrough' } }),
    answer: () => ({ TracingConfig: { Mode: 'PassThrough' } }),
  },
  {
    service: 'lambda',
    operation: 'Invoke',
    variant: 'with the end of its log',
    params: ({ functionName }) => ({ FunctionName: functionName, LogType: 'Tail', Payload: JSON.stringify(ORDER) }),
    answer: () => ({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      LogResult: expect.stringMatching(/^[\w+/]+=*$/),
      Payload: expect.stringContaining('"orderId":"order-2"'),
    }),
    streamed: 'Payload',
  },
  {
    service: 'lambda',
    operation: 'Invoke',
    variant: 'that fails',
    params: ({ functionName }) => ({
      FunctionName: functionName,
      Payload: JSON.stringify({ ...ORDER, failure: 'out-of-stock' }),
    }),
    answer: () => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      Payload: expect.stringContaining('"errorType":"OutOfStockError"'),
    }),
    streamed: 'Payload',
  },
  {
    service: 'lambda',
    operation: 'Invoke',
    variant: 'asynchronous',
    params: ({ functionName }) => ({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: JSON.stringify(ORDER),
    }),
    answer: () => ({ StatusCode: 202, Payload: '' }),
    streamed: 'Payload',
  },
  {
    service: 'lambda',
    operation: 'Invoke',
    variant: 'dry run',
    params: ({ functionName }) => ({
      FunctionName: functionName,
      InvocationType: 'DryRun',
      Payload: JSON.stringify(ORDER),
    }),
    answer: () => ({ StatusCode: 204, Payload: '' }),
    streamed: 'Payload',
  },
  {
    service: 'lambda',
    operation: 'PublishVersion',
    params: ({ functionName }) => ({ FunctionName: functionName, Description: 'first' }),
    answer: () => ({
      Version: '1',
      Description: 'first',
      CodeSha256: expect.any(String),
      EphemeralStorage: { Size: 512 },
    }),
  },
  {
    service: 'lambda',
    operation: 'ListVersionsByFunction',
    params: ({ functionName }) => ({ FunctionName: functionName }),
    answer: () => ({ Versions: [{ Version: '$LATEST' }, { Version: '1' }] }),
  },
  {
    service: 'lambda',
    operation: 'CreateAlias',
    params: ({ functionName }) => ({ FunctionName: functionName, Name: 'live', FunctionVersion: '$LATEST' }),
    answer: () => ({ Name: 'live', FunctionVersion: '$LATEST' }),
  },
  {
    service: 'lambda',
    operation: 'UpdateAlias',
    params: ({ functionName }) => ({ FunctionName: functionName, Name: 'live', FunctionVersion: '1' }),
    answer: () => ({ Name: 'live', FunctionVersion: '1' }),
  },
  {
    service: 'lambda',
    operation: 'GetAlias',
    params: ({ functionName }) => ({ FunctionName: functionName, Name: 'live' }),
    answer: ({ functionName }) => ({ AliasArn: expect.stringContaining(`:function:${functionName}:live`) }),
  },
  {
    service: 'lambda',
    operation: 'ListAliases',
    params: ({ functionName }) => ({ FunctionName: functionName }),
    answer: () => ({ Aliases: [{ Name: 'live' }] }),
  },
  {
    service: 'lambda',
    operation: 'Invoke',
    variant: 'of an alias',
    params: ({ functionName }) => ({ FunctionName: functionName, Qualifier: 'live', Payload: JSON.stringify(ORDER) }),
    answer: () => ({ StatusCode: 200, ExecutedVersion: '1' }),
    streamed: 'Payload',
  },
  {
    service: 'lambda',
    operation: 'DeleteAlias',
    params: ({ functionName }) => ({ FunctionName: functionName, Name: 'live' }),
    answer: () => ({}),
  },
  {
    service: 'lambda',
    operation: 'DeleteFunction',
    variant: 'of one version',
    params: ({ functionName }) => ({ FunctionName: functionName, Qualifier: '1' }),
    answer: () => ({}),
  },
  {
    service: 'lambda',
    operation: 'ListEventSourceMappings',
    params: () => ({}),
    answer: () => ({ EventSourceMappings: [] }),
  },
  {
    service: 's3',
    operation: 'ListBuckets',
    params: () => ({}),
    answer: ({ bucket }) => ({ Buckets: [{ Name: bucket }] }),
  },
  {
    service: 's3',
    operation: 'PutObject',
    params: ({ bucket }) => ({ Bucket: bucket, Key: 'a/ü b.txt', Body: 'stored', ContentType: 'text/plain' }),
    answer: () => ({ ETag: expect.any(String) }),
    uploaded: 'Body',
  },
  {
    service: 's3',
    operation: 'GetObject',
    params: ({ bucket }) => ({ Bucket: bucket, Key: 'a/ü b.txt' }),
    answer: () => ({ ContentLength: 6, ContentType: 'text/plain', Body: 'stored' }),
    streamed: 'Body',
  },
  {
    service: 's3',
    operation: 'HeadObject',
    params: ({ bucket }) => ({ Bucket: bucket, Key: 'a/ü b.txt' }),
    answer: () => ({ ContentLength: 6 }),
  },
  {
    service: 's3',
    operation: 'ListObjectsV2',
    params: ({ bucket }) => ({ Bucket: bucket, Prefix: 'a/' }),
    answer: () => ({ Contents: [{ Key: 'a/ü b.txt', Size: 6 }] }),
  },
  {
    service: 's3',
    operation: 'DeleteObject',
    params: ({ bucket }) => ({ Bucket: bucket, Key: 'a/ü b.txt' }),
    answer: () => ({}),
  },

  {
    service: 'sqs',
    operation: 'GetQueueUrl',
    params: ({ queueName }) => ({ QueueName: queueName }),
    answer: ({ queueName }) => ({ QueueUrl: expect.stringMatching(new RegExp(`/000000000000/${queueName}$`)) }),
  },
  {
    service: 'sqs',
    operation: 'SendMessage',
    params: (world) => ({ QueueUrl: QUEUE_URL(world), MessageBody: 'a message' }),
    answer: () => ({ MessageId: expect.any(String) }),
  },
  {
    service: 'sqs',
    operation: 'GetQueueAttributes',
    params: (world) => ({ QueueUrl: QUEUE_URL(world), AttributeNames: ['All'] }),
    answer: () => ({ Attributes: { ApproximateNumberOfMessages: '1', MessageRetentionPeriod: '1209600' } }),
  },
  {
    service: 'sqs',
    operation: 'ReceiveMessage',
    params: (world) => ({ QueueUrl: QUEUE_URL(world) }),
    answer: () => ({ Messages: [{ Body: 'a message' }] }),
  },
  {
    service: 'sqs',
    operation: 'PurgeQueue',
    params: (world) => ({ QueueUrl: QUEUE_URL(world) }),
    answer: () => ({}),
  },

  {
    service: 'sts',
    operation: 'GetCallerIdentity',
    params: () => ({}),
    answer: () => ({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root', UserId: '000000000000' }),
  },

  {
    service: 'sns',
    operation: 'CreateTopic',
    params: () => ({ Name: 'conformance' }),
    answer: () => ({ TopicArn: TOPIC_ARN }),
  },
  {
    service: 'sns',
    operation: 'Subscribe',
    params: () => ({ TopicArn: TOPIC_ARN, Protocol: 'email', Endpoint: 'a@example.com', ReturnSubscriptionArn: true }),
    answer: () => ({ SubscriptionArn: expect.stringContaining(`${TOPIC_ARN}:`) }),
  },
  {
    service: 'sns',
    operation: 'GetTopicAttributes',
    params: () => ({ TopicArn: TOPIC_ARN }),
    answer: () => ({ Attributes: { TopicArn: TOPIC_ARN, SubscriptionsConfirmed: '1', Owner: '000000000000' } }),
  },
  {
    service: 'sns',
    operation: 'ListTopics',
    params: () => ({}),
    answer: () => ({ Topics: expect.arrayContaining([{ TopicArn: TOPIC_ARN }]) }),
  },
  {
    service: 'sns',
    operation: 'ListSubscriptions',
    params: () => ({}),
    answer: () => ({ Subscriptions: expect.arrayContaining([SUBSCRIPTION]) }),
  },
  {
    service: 'sns',
    operation: 'ListSubscriptionsByTopic',
    params: () => ({ TopicArn: TOPIC_ARN }),
    answer: () => ({ Subscriptions: [SUBSCRIPTION] }),
  },
  {
    service: 'sns',
    operation: 'Publish',
    params: () => ({
      TopicArn: TOPIC_ARN,
      Subject: 'a subject',
      Message: 'a message',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'new' } },
    }),
    answer: () => ({ MessageId: expect.any(String) }),
  },
  {
    service: 'sns',
    operation: 'PublishBatch',
    params: () => ({
      TopicArn: TOPIC_ARN,
      PublishBatchRequestEntries: [{ Id: 'one', Message: 'a message' }],
    }),
    answer: () => ({ Successful: [{ Id: 'one', MessageId: expect.any(String) }], Failed: [] }),
  },
  {
    service: 'sns',
    operation: 'TagResource',
    params: () => ({ ResourceArn: TOPIC_ARN, Tags: [{ Key: 'team', Value: 'shop' }] }),
    answer: () => ({}),
  },
  {
    service: 'sns',
    operation: 'ListTagsForResource',
    params: () => ({ ResourceArn: TOPIC_ARN }),
    answer: () => ({ Tags: [{ Key: 'team', Value: 'shop' }] }),
  },
  {
    service: 'sns',
    operation: 'DeleteTopic',
    params: () => ({ TopicArn: TOPIC_ARN }),
    answer: () => ({}),
  },

  {
    service: 'events',
    operation: 'CreateEventBus',
    params: () => ({ Name: 'conformance' }),
    answer: () => ({ EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/conformance' }),
  },
  {
    service: 'events',
    operation: 'ListEventBuses',
    params: () => ({}),
    answer: () => ({
      EventBuses: expect.arrayContaining([expect.objectContaining({ Name: 'conformance' })]),
    }),
  },
  {
    service: 'events',
    operation: 'PutRule',
    params: () => ({ Name: 'orders', EventBusName: 'conformance', EventPattern: PATTERN }),
    answer: () => ({ RuleArn: 'arn:aws:events:us-east-1:000000000000:rule/conformance/orders' }),
  },
  {
    service: 'events',
    operation: 'PutTargets',
    params: ({ queueName }) => ({ Rule: 'orders', EventBusName: 'conformance', Targets: [target(queueName)] }),
    answer: () => ({ FailedEntryCount: 0, FailedEntries: [] }),
  },
  {
    service: 'events',
    operation: 'DescribeRule',
    params: () => ({ Name: 'orders', EventBusName: 'conformance' }),
    answer: () => ({ Name: 'orders', EventBusName: 'conformance', EventPattern: PATTERN, State: 'ENABLED' }),
  },
  {
    service: 'events',
    operation: 'ListRules',
    params: () => ({ EventBusName: 'conformance' }),
    answer: () => ({ Rules: [{ Name: 'orders' }] }),
  },
  {
    service: 'events',
    operation: 'ListTargetsByRule',
    params: () => ({ Rule: 'orders', EventBusName: 'conformance' }),
    answer: ({ queueName }) => ({ Targets: [target(queueName)] }),
  },
  {
    service: 'events',
    operation: 'ListRuleNamesByTarget',
    params: ({ queueName }) => ({ TargetArn: target(queueName).Arn, EventBusName: 'conformance' }),
    answer: () => ({ RuleNames: ['orders'] }),
  },
  {
    service: 'events',
    operation: 'TestEventPattern',
    params: () => ({
      EventPattern: PATTERN,
      Event: JSON.stringify({
        id: '1',
        account: '000000000000',
        source: 'shop',
        time: '2026-11-22T00:00:00Z',
        region: 'us-east-1',
        resources: [],
        'detail-type': 'placed',
        detail: {},
      }),
    }),
    answer: () => ({ Result: true }),
  },
  {
    service: 'events',
    operation: 'PutEvents',
    params: () => ({ Entries: [{ Source: 'shop', DetailType: 'placed', Detail: '{}', EventBusName: 'default' }, {}] }),
    answer: () => ({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InvalidArgument', ErrorMessage: expect.any(String) }],
    }),
  },
  {
    service: 'events',
    operation: 'RemoveTargets',
    params: () => ({ Rule: 'orders', EventBusName: 'conformance', Ids: ['queue'] }),
    answer: () => ({ FailedEntryCount: 0, FailedEntries: [] }),
  },
  {
    service: 'events',
    operation: 'DeleteRule',
    params: () => ({ Name: 'orders', EventBusName: 'conformance' }),
    answer: () => ({}),
  },
  {
    service: 'events',
    operation: 'DeleteEventBus',
    params: () => ({ Name: 'conformance' }),
    answer: () => ({}),
  },
  {
    service: 'cloudformation',
    operation: 'DescribeStacks',
    params: () => ({ StackName: 'local' }),
    answer: ({ application }) => ({
      Stacks: [
        {
          StackName: 'local',
          StackStatus: 'CREATE_COMPLETE',
          Outputs: Object.entries(application.stack.template.outputs).map(([OutputKey, OutputValue]) => ({
            OutputKey,
            OutputValue,
          })),
        },
      ],
    }),
  },
  {
    service: 'cloudformation',
    operation: 'ListStackResources',
    params: () => ({ StackName: 'local' }),
    answer: ({ functionName }) => ({
      StackResourceSummaries: expect.arrayContaining([
        expect.objectContaining({ ResourceType: 'AWS::Lambda::Function', PhysicalResourceId: functionName }),
      ]),
    }),
  },
  {
    service: 'cloudformation',
    operation: 'DescribeStackResources',
    params: ({ functionName }) => ({ PhysicalResourceId: functionName }),
    answer: ({ bucket }) => ({
      StackResources: expect.arrayContaining([
        expect.objectContaining({ LogicalResourceId: 'ReportBucket', PhysicalResourceId: bucket, StackName: 'local' }),
      ]),
    }),
  },
  {
    service: 'dynamodb',
    operation: 'CreateTable',
    params: () => TABLE,
    answer: () => ({ TableDescription: { TableName: 'conformance', ItemCount: 0 } }),
  },
  {
    service: 'dynamodb',
    operation: 'DescribeTable',
    params: () => TABLE_NAME,
    answer: () => ({ Table: { TableStatus: 'ACTIVE', KeySchema: TABLE.KeySchema } }),
  },
  {
    service: 'dynamodb',
    operation: 'ListTables',
    params: () => ({}),
    answer: () => ({ TableNames: ['conformance'] }),
  },
  {
    service: 'dynamodb',
    operation: 'PutItem',
    params: () => ({ ...TABLE_NAME, Item: { id: { S: '1' }, n: { N: '1' } } }),
    answer: () => ({}),
  },
  {
    service: 'dynamodb',
    operation: 'UpdateItem',
    params: () => ({
      ...TABLE_NAME,
      Key: { id: { S: '1' } },
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'UPDATED_NEW',
    }),
    answer: () => ({ Attributes: { n: { N: '2' } } }),
  },
  {
    service: 'dynamodb',
    operation: 'GetItem',
    params: () => ({ ...TABLE_NAME, Key: { id: { S: '1' } } }),
    answer: () => ({ Item: { id: { S: '1' }, n: { N: '2' } } }),
  },
  {
    service: 'dynamodb',
    operation: 'Query',
    params: () => ({
      ...TABLE_NAME,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': { S: '1' } },
    }),
    answer: () => ({ Count: 1, ScannedCount: 1 }),
  },
  {
    service: 'dynamodb',
    operation: 'Scan',
    params: () => TABLE_NAME,
    answer: () => ({ Count: 1, Items: [{ id: { S: '1' } }] }),
  },
  {
    service: 'dynamodb',
    operation: 'BatchWriteItem',
    params: () => ({ RequestItems: { conformance: [{ PutRequest: { Item: { id: { S: '2' } } } }] } }),
    answer: () => ({ UnprocessedItems: {} }),
  },
  {
    service: 'dynamodb',
    operation: 'BatchGetItem',
    params: () => ({ RequestItems: { conformance: { Keys: [{ id: { S: '2' } }] } } }),
    answer: () => ({ Responses: { conformance: [{ id: { S: '2' } }] } }),
  },
  {
    service: 'dynamodb',
    operation: 'TransactWriteItems',
    params: () => ({ TransactItems: [{ Delete: { ...TABLE_NAME, Key: { id: { S: '2' } } } }] }),
    answer: () => ({}),
  },
  {
    service: 'dynamodb',
    operation: 'TransactGetItems',
    params: () => ({ TransactItems: [{ Get: { ...TABLE_NAME, Key: { id: { S: '2' } } } }] }),
    answer: () => ({ Responses: [{}] }),
  },
  {
    service: 'dynamodb',
    operation: 'UpdateTimeToLive',
    params: () => ({ ...TABLE_NAME, TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } }),
    answer: () => ({ TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true } }),
  },
  {
    service: 'dynamodb',
    operation: 'DescribeTimeToLive',
    params: () => TABLE_NAME,
    answer: () => ({ TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' } }),
  },
  {
    service: 'dynamodb',
    operation: 'DeleteItem',
    params: () => ({ ...TABLE_NAME, Key: { id: { S: '1' } }, ReturnValues: 'ALL_OLD' }),
    answer: () => ({ Attributes: { n: { N: '2' } } }),
  },
  {
    service: 'dynamodb',
    operation: 'DeleteTable',
    params: () => TABLE_NAME,
    answer: () => ({ TableDescription: { TableStatus: 'DELETING' } }),
  },
];

export function titleOf({ service, operation, variant }: Call): string {
  return `${service} ${operation}${variant === undefined ? '' : `, ${variant}`}`;
}

/** The operations of a service that the suite calls. */
export function operationsOf(service: Call['service']): string[] {
  return [...new Set(CALLS.filter((call) => call.service === service).map(({ operation }) => operation))];
}

/** An AWS service whose calls X-Ray reads more exactly than those of others. */
export interface AwsService {
  /** The name on the service map, where a call names no resource; also in the type `AWS::<name>`. */
  readonly name: string;
  /** Other names of subsegments, in lower case. Upper and lower case make no difference. */
  readonly spellings: readonly string[];
  /** The member of `aws` that names a resource, and the type of its node. */
  readonly resource?: { readonly member: string; readonly type: string };
  /** Sends no segment, and passes the caller's trace header on to what it calls. */
  readonly passesTraceOn?: true;
}

/**
 * The X-Ray SDKs name a subsegment after the client, each in its own way. The sources of the SDKs:
 *
 * | SDK | name | for example |
 * |---|---|---|
 * | Node.js (AWS SDK v3), Go v2 | service ID | `DynamoDB`, `SQS` |
 * | Node.js (AWS SDK v2), Python, Go v1 | endpoint prefix | `dynamodb`, `sqs` |
 * | Java v1 | service name | `AmazonDynamoDBv2`, `Amazon S3`, `AmazonSQS`, `AWSLambda` |
 * | Java v2 | service name | `DynamoDb`, `Sqs` |
 * | .NET | service name without `Amazon` | `DynamoDBv2`, `SimpleNotificationService` |
 * | Ruby | abbreviation in the API model | `DynamoDB`, `Amazon SQS` |
 *
 * X-Ray shows topics as one node `SNS`: a service graph of AWS's guide has it, with `topic_arn` in the call.
 */
const SERVICES: readonly AwsService[] = [
  {
    name: 'DynamoDB',
    spellings: ['dynamodbv2', 'amazondynamodbv2', 'amazondynamodb'],
    resource: { member: 'table_name', type: 'AWS::DynamoDB::Table' },
  },
  {
    name: 'S3',
    spellings: ['amazon s3', 'amazons3'],
    resource: { member: 'bucket_name', type: 'AWS::S3::Bucket' },
    passesTraceOn: true,
  },
  {
    name: 'SQS',
    spellings: ['amazonsqs', 'amazon sqs'],
    resource: { member: 'queue_url', type: 'AWS::SQS::Queue' },
    passesTraceOn: true,
  },
  {
    name: 'SNS',
    spellings: ['amazonsns', 'amazon sns', 'simplenotificationservice'],
    passesTraceOn: true,
  },
  {
    // A called function that sends segments is an AWS::Lambda node. One that sends none joins the same node.
    name: 'Lambda',
    spellings: ['awslambda', 'aws lambda'],
    resource: { member: 'function_name', type: 'AWS::Lambda' },
  },
  { name: 'EventBridge', spellings: ['amazoneventbridge', 'amazon eventbridge'], passesTraceOn: true },
  { name: 'Events', spellings: ['cloudwatchevents', 'amazoncloudwatchevents'], passesTraceOn: true },
];

const BY_SPELLING: ReadonlyMap<string, AwsService> = new Map(
  SERVICES.flatMap((service) => [service.name.toLowerCase(), ...service.spellings].map((name) => [name, service])),
);

/** The service that a subsegment with the namespace `aws` names. Undefined for services without special rules. */
export function awsServiceOf(name: string): AwsService | undefined {
  return BY_SPELLING.get(name.toLowerCase());
}

import type { AttributeReader } from './attribute-reader.ts';

/**
 * The members of `aws` and their attributes, in order. The last four rows are not in AWS's exporter: the
 * JavaScript instrumentation writes these names, and the map needs them for the nodes of buckets and functions.
 */
const MEMBERS: readonly { member: string; keys: readonly string[] }[] = [
  { member: 'operation', keys: ['aws.operation', 'rpc.method'] },
  { member: 'region', keys: ['aws.region'] },
  { member: 'queue_url', keys: ['messaging.url', 'aws.queue.url', 'aws.queue_url', 'aws.sqs.queue.url'] },
  { member: 'table_name', keys: ['aws.table.name', 'aws.table_name'] },
  { member: 'request_id', keys: ['aws.request_id', 'aws.requestId', 'aws.request.id'] },
  { member: 'bucket_name', keys: ['aws.s3.bucket'] },
  { member: 'function_name', keys: ['faas.invoked_name'] },
  { member: 'topic_arn', keys: ['aws.sns.topic.arn'] },
];
const TABLE_NAMES = 'aws.dynamodb.table_names';
const ACCOUNT = 'aws.account_id';

/** The `aws` block, which every document has unless its program runs at another cloud provider. */
export function awsOf(attributes: AttributeReader, resource: AttributeReader): Record<string, unknown> | undefined {
  if (!isOnAws(resource)) return undefined;
  const block: Record<string, unknown> = {};
  const account = attributes.text(ACCOUNT) ?? resource.text('cloud.account.id');
  if (account !== undefined) block.account_id = account;
  for (const { member, keys } of MEMBERS) {
    const value = attributes.text(...keys);
    if (value !== undefined) block[member] = value;
    attributes.take(keys);
  }
  attributes.take([ACCOUNT, TABLE_NAMES]);
  return { ...block, ...tables(attributes), ...logsOf(resource), ...sdkOf(resource) };
}

export function isOnAws(resource: AttributeReader): boolean {
  const provider = resource.text('cloud.provider');
  return provider === undefined || provider === 'aws';
}

function tables(attributes: AttributeReader): Record<string, unknown> {
  const names = attributes.texts(TABLE_NAMES);
  if (names.length === 0) return {};
  return names.length === 1 ? { table_name: names[0] } : { table_names: names };
}

/** The log groups of the program: `[{"log_group": "/aws/lambda/f", "arn": "…"}]`. */
function logsOf(resource: AttributeReader): Record<string, unknown> {
  const arns = listOf(resource, 'aws.log.group.arns');
  const names = listOf(resource, 'aws.log.group.names');
  if (arns.length > 0) return { cloudwatch_logs: arns.map((arn) => ({ log_group: arn.split(':')[6] ?? arn, arn })) };
  return names.length > 0 ? { cloudwatch_logs: names.map((name) => ({ log_group: name })) } : {};
}

/** A list, or a text with `&` between the entries. */
function listOf(resource: AttributeReader, key: string): string[] {
  const text = resource.text(key);
  return text === undefined ? resource.texts(key) : text.split('&');
}

function sdkOf(resource: AttributeReader): Record<string, unknown> {
  const name = resource.text('telemetry.sdk.name');
  if (name === undefined) return {};
  const language = resource.text('telemetry.sdk.language');
  const version = resource.text('telemetry.sdk.version');
  return {
    xray: {
      sdk: language === undefined ? name : `${name} for ${language}`,
      ...(version !== undefined && { sdk_version: version }),
      auto_instrumentation: resource.hasAny(['telemetry.auto.version', 'telemetry.distro.version']),
    },
  };
}

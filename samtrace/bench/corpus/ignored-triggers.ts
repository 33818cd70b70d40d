import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isJsonObject } from '../../src/aws/json.ts';
import { ACCOUNT, MESSAGE, TIME, TIME_MS, type Trigger } from './trigger.ts';

const DATA = Buffer.from(MESSAGE).toString('base64');
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${ACCOUNT.region}:${ACCOUNT.accountId}:${resource}`;

/** The events of functions, by SAM's event types, that samtrace ignores. The fields are those that AWS documents. */
const EVENTS: Readonly<Record<string, () => unknown>> = {
  Kinesis: kinesisEvent,
  DynamoDB: streamEvent,
  MSK: kafkaEvent,
};

/** Events by the type of the resource that names the function. */
const RESOURCES: Readonly<Record<string, (properties: unknown) => unknown>> = {
  'AWS::ApiGatewayV2::Integration': webSocketEvent,
  'AWS::AppSync::DataSource': () => ({
    arguments: Object(JSON.parse(MESSAGE)),
    identity: null,
    source: null,
    info: {},
  }),
  'AWS::CloudFormation::CustomResource': customResourceEvent,
  'AWS::KinesisFirehose::DeliveryStream': firehoseEvent,
  'AWS::Lambda::EventSourceMapping': (properties) =>
    JSON.stringify(properties).includes('Kinesis') ? kinesisEvent() : streamEvent(),
  'AWS::Pipes::Pipe': (properties) => [pipeRecord(properties)],
};

/** The events that would invoke a function, of triggers that samtrace ignores: read from the text of the template. */
export function ignoredTriggers(template: string, logicalId: string): Trigger[] {
  const resources = resourcesIn(template);
  const own = resources[logicalId];
  const events = isJsonObject(own?.Events) ? Object.values(own.Events) : [];
  const fromEvents = events.flatMap((event): Trigger[] => {
    const type = isJsonObject(event) ? String(event.Type) : '';
    const make = Object.hasOwn(EVENTS, type) ? EVENTS[type] : undefined;
    return make === undefined ? [] : [{ source: type, event: make() }];
  });
  const names = new RegExp(`(^|[^\\w])${logicalId}($|[^\\w])`);
  const fromResources = Object.values(resources).flatMap((properties): Trigger[] => {
    const type = String(properties.Type);
    const make = type.startsWith('Custom::')
      ? customResourceEvent
      : Object.hasOwn(RESOURCES, type)
        ? RESOURCES[type]
        : undefined;
    if (make === undefined || !names.test(JSON.stringify(properties))) return [];
    const event = make({ ...properties, resources });
    return event === undefined ? [] : [{ source: type, event }];
  });
  return [...fromEvents, ...fromResources];
}

/** The properties of each resource, with its type among them. Short forms of functions are texts. */
function resourcesIn(template: string): Record<string, Record<string, unknown>> {
  const document: unknown = parse(readFileSync(template, 'utf8'), { logLevel: 'silent', uniqueKeys: false });
  const resources = isJsonObject(document) && isJsonObject(document.Resources) ? document.Resources : {};
  return Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => {
      const { Type, Properties } = Object(resource) as { Type?: unknown; Properties?: unknown };
      return [logicalId, { ...(isJsonObject(Properties) && Properties), Type }];
    }),
  );
}

function kinesisEvent(): unknown {
  const record = {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
      data: DATA,
      approximateArrivalTimestamp: TIME_MS / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT.accountId}:role/lambda-role`,
    awsRegion: ACCOUNT.region,
    eventSourceARN: arn('kinesis', 'stream/example'),
  };
  return { Records: [record] };
}

function streamEvent(): unknown {
  const record = {
    eventID: 'c4ca4238a0b923820dcc509a6f75849b',
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: ACCOUNT.region,
    dynamodb: {
      ApproximateCreationDateTime: TIME_MS / 1000,
      Keys: { id: { S: '1' } },
      NewImage: { id: { S: '1' }, name: { S: 'name' }, message: { S: 'message' } },
      SequenceNumber: '4421584500000000017450439091',
      SizeBytes: 26,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: arn('dynamodb', `table/example/stream/${TIME}`),
  };
  return { Records: [record] };
}

function kafkaEvent(): unknown {
  const record = {
    topic: 'topic',
    partition: 0,
    offset: 15,
    timestamp: TIME_MS,
    timestampType: 'CREATE_TIME',
    key: DATA,
    value: DATA,
    headers: [],
  };
  return {
    eventSource: 'aws:kafka',
    eventSourceArn: arn('kafka', 'cluster/example'),
    bootstrapServers: 'b-1:9092',
    records: { 'topic-0': [record] },
  };
}

function firehoseEvent(): unknown {
  return {
    invocationId: 'invocationIdExample',
    deliveryStreamArn: arn('firehose', 'deliverystream/example'),
    region: ACCOUNT.region,
    records: [
      {
        recordId: '49546986683135544286507457936321625675700192471156785154',
        approximateArrivalTimestamp: TIME_MS,
        data: DATA,
      },
    ],
  };
}

function pipeRecord(properties: unknown): unknown {
  const source = JSON.stringify(Object(properties).Source ?? '');
  if (/queue|sqs/i.test(source))
    return { messageId: '1', body: MESSAGE, attributes: {}, messageAttributes: {}, eventSource: 'aws:sqs' };
  return { data: DATA, partitionKey: '1', sequenceNumber: '1', eventSource: 'aws:kinesis', eventVersion: '1.0' };
}

function customResourceEvent(): unknown {
  return {
    RequestType: 'Create',
    ResponseURL: 'https://cloudformation-custom-resource-response.example/',
    StackId: arn('cloudformation', 'stack/example'),
    RequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
    ResourceType: 'Custom::Example',
    LogicalResourceId: 'Example',
    ResourceProperties: {},
  };
}

/** Only a WebSocket API's integration: samtrace supports those of HTTP APIs. The route is the first that leads to the integration. */
function webSocketEvent(properties: unknown): unknown {
  const { ApiId, resources } = Object(properties) as {
    ApiId?: unknown;
    resources?: Record<string, Record<string, unknown>>;
  };
  const api = resources?.[String(isJsonObject(ApiId) ? ApiId.Ref : ApiId)];
  if (api?.ProtocolType !== 'WEBSOCKET') return undefined;
  const routes = Object.values(resources ?? {}).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
  const integration = Object.entries(resources ?? {}).find(
    ([, each]) => each.IntegrationUri === Object(properties).IntegrationUri,
  )?.[0];
  const route = routes.find(({ Target }) => JSON.stringify(Target ?? '').includes(String(integration)));
  const routeKey = String(route?.RouteKey ?? '$connect');
  const eventType = { $connect: 'CONNECT', $disconnect: 'DISCONNECT' }[routeKey] ?? 'MESSAGE';
  return {
    ...(eventType === 'CONNECT' && { headers: { Host: 'example.execute-api.us-east-1.amazonaws.com' } }),
    requestContext: {
      routeKey,
      eventType,
      connectionId: 'JKJaXmPLvHcESHA=',
      domainName: 'example.execute-api.us-east-1.amazonaws.com',
      stage: 'production',
      requestTimeEpoch: TIME_MS,
      requestId: 'JKJaXmPLvHcESHA=',
      apiId: 'example',
    },
    ...(eventType === 'MESSAGE' && { body: MESSAGE }),
    isBase64Encoded: false,
  };
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The event for a function: the given one, else a file of its project, else one like AWS sends for its first trigger. */
export function eventFor(template: string, logicalId: string, given: string): { event: unknown; source: string } {
  if (given.startsWith('{') || given.startsWith('[')) return { event: JSON.parse(given), source: 'given' };
  if (given !== '') return { event: parsed(join(dirname(template), given)), source: given };
  const file = eventFile(dirname(template), logicalId);
  const found = file === undefined ? undefined : parsed(file);
  if (file !== undefined && found !== undefined) return { event: found, source: file };
  const trigger = triggerOf(readFileSync(template, 'utf8'), logicalId);
  return { event: EVENTS[trigger] ?? {}, source: trigger === '' ? 'none' : `generated: ${trigger}` };
}

function eventFile(directory: string, logicalId: string): string | undefined {
  for (const folder of ['events', 'event', '.']) {
    const path = join(directory, folder);
    const names = existsSync(path)
      ? readdirSync(path).filter((name) => /event.*\.json$|^events?.*\.json$/i.test(name))
      : [];
    const all =
      folder === '.' ? names : existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : [];
    const own = all.find((name) => name.toLowerCase().includes(logicalId.toLowerCase().replace(/function$/, '')));
    const found = own ?? all[0];
    if (found !== undefined) return join(path, found);
  }
  return undefined;
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** The type of the first event of a function, read from the text of its template. */
function triggerOf(text: string, logicalId: string): string {
  const [, after = ''] = text.split(new RegExp(`^ {2,4}${logicalId}:`, 'm'));
  const [own = ''] = after.split(/^ {2}\w+:/m);
  const [, events = ''] = own.split(/^\s*Events:/m);
  return /^\s*Type:\s*['"]?(\w+)/m.exec(events)?.[1] ?? '';
}

const ACCOUNT = '000000000000';

const REST_EVENT = {
  resource: '/',
  path: '/',
  httpMethod: 'GET',
  headers: { Accept: '*/*', Host: 'example.execute-api.us-east-1.amazonaws.com' },
  multiValueHeaders: {},
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    accountId: ACCOUNT,
    apiId: 'example',
    httpMethod: 'GET',
    path: '/Prod/',
    stage: 'Prod',
    requestId: 'r',
  },
  body: null,
  isBase64Encoded: false,
};

const HTTP_EVENT = {
  version: '2.0',
  routeKey: '$default',
  rawPath: '/',
  rawQueryString: '',
  headers: { accept: '*/*' },
  requestContext: {
    accountId: ACCOUNT,
    apiId: 'example',
    http: { method: 'GET', path: '/', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
    requestId: 'r',
    routeKey: '$default',
    stage: '$default',
    timeEpoch: 0,
  },
  isBase64Encoded: false,
};

const RULE_EVENT = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: ACCOUNT,
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [`arn:aws:events:us-east-1:${ACCOUNT}:rule/example`],
  detail: {},
};

/** One event for each trigger, with the fields that AWS documents. */
const EVENTS: Readonly<Record<string, unknown>> = {
  Api: REST_EVENT,
  HttpApi: HTTP_EVENT,
  Schedule: RULE_EVENT,
  ScheduleV2: RULE_EVENT,
  CloudWatchEvent: RULE_EVENT,
  EventBridgeRule: RULE_EVENT,
  SQS: {
    Records: [
      {
        messageId: 'm',
        receiptHandle: 'h',
        body: '{"id":"1"}',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '0',
          SenderId: 's',
          ApproximateFirstReceiveTimestamp: '0',
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:us-east-1:${ACCOUNT}:queue`,
        awsRegion: 'us-east-1',
      },
    ],
  },
  SNS: {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `arn:aws:sns:us-east-1:${ACCOUNT}:topic:1`,
        Sns: { Type: 'Notification', MessageId: 'm', Subject: 'subject', Message: '{"id":"1"}', MessageAttributes: {} },
      },
    ],
  },
  S3: {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventName: 'ObjectCreated:Put',
        s3: { bucket: { name: 'bucket', arn: 'arn:aws:s3:::bucket' }, object: { key: 'key.txt', size: 1 } },
      },
    ],
  },
  Kinesis: {
    Records: [
      {
        kinesis: { kinesisSchemaVersion: '1.0', partitionKey: '1', sequenceNumber: '1', data: 'eyJpZCI6IjEifQ==' },
        eventSource: 'aws:kinesis',
        eventID: 'shard:1',
        eventName: 'aws:kinesis:record',
        awsRegion: 'us-east-1',
        eventSourceARN: `arn:aws:kinesis:us-east-1:${ACCOUNT}:stream/s`,
      },
    ],
  },
  DynamoDB: {
    Records: [
      {
        eventID: '1',
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'us-east-1',
        dynamodb: {
          Keys: { id: { S: '1' } },
          NewImage: { id: { S: '1' } },
          SequenceNumber: '1',
          SizeBytes: 1,
          StreamViewType: 'NEW_IMAGE',
        },
        eventSourceARN: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/t/stream/s`,
      },
    ],
  },
};

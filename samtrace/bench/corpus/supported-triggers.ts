import { gzipSync } from 'node:zlib';
import { functionNameIn } from '../../src/aws/arn.ts';
import { sqsRecord } from '../../src/services/lambda/event-source/record.ts';
import { eventRecords } from '../../src/services/s3/notifications/event-record.ts';
import { lambdaEvent } from '../../src/services/sns/envelope.ts';
import type { TemplateModel } from '../../src/template/template.ts';
import { apiTriggers } from './api-events.ts';
import { matchingEvent } from './matching-event.ts';
import { ACCOUNT, MESSAGE, TIME, TIME_MS, type Trigger } from './trigger.ts';

/** The events that would invoke a function, of the services that samtrace supports, in the shape that samtrace gives them. */
export function supportedTriggers(template: TemplateModel, functionName: string): Trigger[] {
  const isInvoked = (arn: string) => functionNameIn(arn) === functionName;
  return [
    ...template.apis.flatMap((api) => apiTriggers(api, isInvoked)),
    ...template.eventSourceMappings.filter((mapping) => mapping.functionName === functionName).map(queueTrigger),
    ...template.topicSubscriptions
      .filter(({ endpoint }) => isInvoked(endpoint))
      .map(({ topicArn }) => topicTrigger(topicArn)),
    ...template.buckets.flatMap(({ name, notifications }) =>
      notifications.targets
        .filter(({ arn }) => isInvoked(arn))
        .map((target) => bucketTrigger(name, target.events[0] ?? '', `${target.prefix}key${target.suffix || '.txt'}`)),
    ),
    ...template.eventRules
      .filter(({ targets }) => targets.some(({ Arn }) => isInvoked(Arn)))
      .map((rule) => ruleTrigger(rule, template)),
    ...template.schedules
      .filter(({ targetArn }) => isInvoked(targetArn))
      .map(({ input }) => ({
        source: 'schedule',
        event: input === undefined ? scheduled('aws.scheduler') : jsonOrText(input),
      })),
    ...template.subscriptionFilters
      .filter(({ destinationArn }) => isInvoked(destinationArn))
      .map(({ logGroupName }) => logsTrigger(logGroupName)),
    ...template.functions.flatMap(({ eventInvoke: { onSuccessArn, onFailureArn }, functionName: sender }) =>
      [onSuccessArn, onFailureArn]
        .filter((arn) => arn !== undefined && isInvoked(arn))
        .map(() => destinationTrigger(sender)),
    ),
  ];
}

function queueTrigger(mapping: TemplateModel['eventSourceMappings'][number]): Trigger {
  const message = {
    MessageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
    ReceiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
    MD5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
    Body: MESSAGE,
    Attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(TIME_MS),
      SenderId: 'AIDAIENQZJOLO23YVJ4VO',
      ApproximateFirstReceiveTimestamp: String(TIME_MS),
    },
  };
  return { source: 'SQS', event: { Records: [sqsRecord(message, mapping, ACCOUNT.region)] } };
}

function topicTrigger(topicArn: string): Trigger {
  const notification = {
    messageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
    topicArn,
    subject: 'subject',
    message: MESSAGE,
    attributes: {},
    timestampMs: TIME_MS,
    signatureVersion: '1',
  };
  const subscription = {
    arn: `${topicArn}:1`,
    topicArn,
    protocol: 'lambda',
    endpoint: '',
    attributes: new Map<string, string>(),
  };
  return { source: 'SNS', event: JSON.parse(lambdaEvent(notification, subscription)) };
}

function bucketTrigger(bucket: string, eventName: string, key: string): Trigger {
  const change = {
    eventName: eventName.replace(/^s3:/, '').replace('*', eventName.includes('Created') ? 'Put' : 'Delete'),
    bucket,
    key,
    size: 1,
    eTag: '9a0364b9e99bb480dd25e1f0284c8555',
    sequencer: '0055AED6DCD90281E5',
    lastModifiedMs: TIME_MS,
  };
  return { source: 'S3', event: JSON.parse(eventRecords(change, 'id', ACCOUNT)), object: { bucket, key } };
}

function ruleTrigger(rule: TemplateModel['eventRules'][number], template: TemplateModel): Trigger {
  const input = rule.targets[0]?.Input;
  if (input !== undefined) return { source: 'EventBridge', event: jsonOrText(input) };
  if (rule.eventPattern === undefined) return { source: 'schedule', event: scheduled('aws.events') };
  const event = matchingEvent(JSON.parse(rule.eventPattern), scheduled('aws.events'));
  if (event.source !== 'aws.s3') return { source: 'EventBridge', event };
  const [bucket = { name: 'bucket' }] = template.buckets.filter(({ notifications }) => notifications.eventBridge);
  const object = { key: 'key.txt', size: 1, etag: '9a0364b9e99bb480dd25e1f0284c8555', sequencer: '0055AED6DCD90281E5' };
  const detail = { version: '0', bucket: { name: bucket.name }, object, reason: 'PutObject', ...Object(event.detail) };
  const {
    bucket: { name },
    object: { key },
  } = detail;
  return { source: 'EventBridge', event: { ...event, detail }, object: { bucket: String(name), key: String(key) } };
}

function scheduled(source: string): Record<string, unknown> {
  return {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source,
    account: ACCOUNT.accountId,
    time: TIME,
    region: ACCOUNT.region,
    resources: [`arn:aws:events:${ACCOUNT.region}:${ACCOUNT.accountId}:rule/example`],
    detail: {},
  };
}

function logsTrigger(logGroup: string): Trigger {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT.accountId,
    logGroup,
    logStream: 'stream',
    subscriptionFilters: ['filter'],
    logEvents: [{ id: '1', timestamp: TIME_MS, message: MESSAGE }],
  };
  return { source: 'logs', event: { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } } };
}

function destinationTrigger(sender: string): Trigger {
  const event = {
    version: '1.0',
    timestamp: TIME,
    requestContext: {
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      functionArn: `arn:aws:lambda:${ACCOUNT.region}:${ACCOUNT.accountId}:function:${sender}:$LATEST`,
      condition: 'Success',
      approximateInvokeCount: 1,
    },
    requestPayload: {},
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: {},
  };
  return { source: 'destination', event };
}

function jsonOrText(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    return input;
  }
}

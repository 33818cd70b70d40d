import type { EventKind } from '../kind.ts';
import { API_EVENT } from './api.ts';
import { CLOUD_WATCH_LOGS_EVENT } from './cloud-watch-logs.ts';
import { DYNAMODB_EVENT } from './dynamodb.ts';
import { HTTP_API_EVENT } from './http-api.ts';
import { CLOUD_WATCH_EVENT, EVENT_BRIDGE_RULE_EVENT, SCHEDULE_EVENT } from './rule.ts';
import { S3_EVENT } from './s3.ts';
import { SCHEDULE_V2_EVENT } from './schedule-v2.ts';
import { SNS_EVENT } from './sns.ts';
import { SQS_EVENT } from './sqs.ts';

/** The event types of SAM that samtrace supports. */
export const EVENT_KINDS: ReadonlyMap<string, EventKind> = new Map(
  [
    CLOUD_WATCH_LOGS_EVENT,
    API_EVENT,
    HTTP_API_EVENT,
    SNS_EVENT,
    SQS_EVENT,
    DYNAMODB_EVENT,
    S3_EVENT,
    EVENT_BRIDGE_RULE_EVENT,
    CLOUD_WATCH_EVENT,
    SCHEDULE_EVENT,
    SCHEDULE_V2_EVENT,
  ].map((kind) => [kind.type, kind]),
);

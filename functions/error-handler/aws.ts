/** The error handler's ports, opened to AWS. */
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateBatchGetTraces, paginateGetTraceSummaries, XRayClient } from '@aws-sdk/client-xray';
import { asObject } from '../shared/json.ts';
import { tracedClient } from '../shared/tracing.ts';
import type { Ports } from './report-failures.ts';

/** A service that does not answer must leave time enough to store what the others have said. */
const requestHandler = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true };
const PATIENCE = { maxAttempts: 4, requestHandler };
const QUARTER_MS = 15 * 60 * 1000; // The longest that a function may run.

export function connect(Bucket: string): Pick<Ports, 'logs' | 'xray' | 'bucket'> {
  const logs = tracedClient(new CloudWatchLogsClient(PATIENCE));
  const client = tracedClient(new XRayClient(PATIENCE));
  const s3 = tracedClient(new S3Client(PATIENCE));
  return {
    logs: { getLogEvents: (request) => logs.send(new GetLogEventsCommand(request)) },
    xray: {
      batchGetTraces: async (TraceIds) =>
        (await Array.fromAsync(paginateBatchGetTraces({ client }, { TraceIds }))).flatMap(({ Traces = [] }) => Traces),
      findTraceId: async (requestId, aroundMs) => {
        const times = [aroundMs - QUARTER_MS, Math.min(aroundMs + QUARTER_MS, Date.now())];
        const [StartTime, EndTime] = times.map((ms) => new Date(ms));
        const FilterExpression = `annotation.request_id = "${requestId}"`;
        const query = { TimeRangeType: 'Event', StartTime, EndTime, FilterExpression } as const;
        const pages = await Array.fromAsync(paginateGetTraceSummaries({ client }, query));
        return pages.flatMap(({ TraceSummaries = [] }) => TraceSummaries)[0]?.Id;
      },
    },
    bucket: {
      // Without the right to list the bucket, S3 answers 403 for what does not exist. Where that means that reading is
      // forbidden, the conditions below still keep what is stored from being overwritten.
      read: async (Key) => {
        const object = await s3.send(new GetObjectCommand({ Bucket, Key })).catch(orIf([404, 403], undefined));
        return object?.Body && { body: await object.Body.transformToString(), etag: object.ETag ?? '' };
      },
      // 412 changed, 409 changing, 404 gone: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
      write: (Key, Body, etag) => {
        const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
        const ContentType = Key.endsWith('.html') ? 'text/html; charset=utf-8' : 'application/json';
        const put = s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ...condition }));
        return put.then(({ ETag }) => ETag, orIf([412, 409, 404], undefined));
      },
    },
  };
}
function orIf<T>(statuses: unknown[], otherwise: T) {
  return (error: unknown): T => {
    if (statuses.includes(asObject(asObject(error).$metadata).httpStatusCode)) return otherwise;
    throw error;
  };
}

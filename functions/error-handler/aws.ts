/** The error handler's ports, opened to AWS. */
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { paginateBatchGetTraces, paginateGetTraceSummaries, XRayClient } from '@aws-sdk/client-xray';
import { asObject } from '../shared/json.ts';
import { tracedClient } from '../shared/tracing.ts';
import type { Ports } from './report-failures.ts';

/** A service that does not answer must leave time enough to store what the others have said. */
const PATIENCE = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};
const TYPES: Record<string, string> = { json: 'application/json', html: 'text/html; charset=utf-8' };

export function connect(Bucket: string): Pick<Ports, 'logs' | 'xray' | 'bucket'> {
  const logs = tracedClient(new CloudWatchLogsClient(PATIENCE));
  const xray = tracedClient(new XRayClient(PATIENCE));
  const s3 = tracedClient(new S3Client(PATIENCE));
  return {
    logs: { getLogEvents: (request) => logs.send(new GetLogEventsCommand(request)) },
    xray: {
      batchGetTraces: (TraceIds) =>
        allOf(paginateBatchGetTraces({ client: xray }, { TraceIds }), ({ Traces = [] }) => Traces),
      getTraceSummaries: ({ filter, from, until }) => {
        const range = { TimeRangeType: 'Event', StartTime: from, EndTime: until, FilterExpression: filter } as const;
        return allOf(paginateGetTraceSummaries({ client: xray }, range), ({ TraceSummaries = [] }) => TraceSummaries);
      },
    },
    bucket: {
      // Without the right to list the bucket, S3 answers 403 for what does not exist. Where that means that reading is
      // forbidden, the conditions below still keep what is stored from being overwritten.
      read: (Key) =>
        unlessStatus([404, 403], undefined, async () => {
          const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
          return { body: (await Body?.transformToString()) ?? '', etag: ETag };
        }),
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html: changed, changing, gone.
      write: (Key, Body, etag) =>
        unlessStatus([412, 409, 404], false, async () => {
          const ContentType = TYPES[Key.split('.').at(-1) ?? ''] ?? 'application/json';
          const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
          await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ...condition }));
          return true;
        }),
    },
  };
}

async function allOf<Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => Item[]): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...itemsOf(page));
  return items;
}

async function unlessStatus<T>(statuses: unknown[], otherwise: T, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (statuses.includes(asObject(asObject(error).$metadata).httpStatusCode)) return otherwise;
    throw error;
  }
}

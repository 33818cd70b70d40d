/** The error handler's ports, opened to AWS. */
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray';
import { asObject } from '../shared/json.ts';
import { tracedClient } from '../shared/tracing.ts';
import type { Ports } from './report-failures.ts';

/** A service that does not answer must leave time enough to store what the others have said. */
const PATIENCE = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};

export function connect(bucketName: string): Ports {
  const logs = tracedClient(new CloudWatchLogsClient(PATIENCE));
  const xray = tracedClient(new XRayClient(PATIENCE));
  const s3 = tracedClient(new S3Client(PATIENCE));
  return {
    logs: { getLogEvents: (request) => logs.send(new GetLogEventsCommand(request)) },
    xray: {
      batchGetTraces: (request) => xray.send(new BatchGetTracesCommand(request)),
      getTraceSummaries: (request) => xray.send(new GetTraceSummariesCommand(request)),
    },
    bucket: {
      read: async (key) => {
        try {
          const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucketName, Key: key }));
          return { body: (await Body?.transformToString()) ?? '', etag: ETag };
        } catch (error) {
          // Without the right to list the bucket, S3 answers 403 for what does not exist. If it means that reading is
          // forbidden, the condition below keeps what is stored from being overwritten.
          if (isStatus(error, 404, 403)) return undefined;
          throw error;
        }
      },
      write: async (key, body, etag) => {
        const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
        const object = { Bucket: bucketName, Key: key, Body: body, ContentType: 'application/json' };
        try {
          await s3.send(new PutObjectCommand({ ...object, ...condition }));
          return true;
        } catch (error) {
          // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html: changed, changing, gone.
          if (isStatus(error, 412, 409, 404)) return false;
          throw error;
        }
      },
    },
  };
}

function isStatus(error: unknown, ...statuses: unknown[]): boolean {
  return statuses.includes(asObject(asObject(error).$metadata).httpStatusCode);
}

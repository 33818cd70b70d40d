/** The error handler's ports, opened to AWS. */
import { CloudWatchLogsClient, GetLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray';
import { parseObject } from '../shared/json.ts';
import { tracedClient } from '../shared/tracing.ts';
import { type LogPages, StreamGoneError } from './gather-logs.ts';
import type { Traces } from './gather-traces.ts';
import type { Objects } from './store.ts';

/** An AWS that does not answer must not cost the time that is needed to store what is already there. */
const PATIENCE = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export function cloudWatchLogs(): LogPages {
  const client = tracedClient(new CloudWatchLogsClient(PATIENCE));
  return {
    async readPage({ logGroup, logStream, direction, fromMs, beforeMs, token }) {
      const startFromHead = direction === 'forward';
      try {
        const page = await client.send(
          new GetLogEventsCommand({
            logGroupName: logGroup,
            logStreamName: logStream,
            startTime: fromMs,
            endTime: beforeMs,
            startFromHead,
            nextToken: token,
          }),
        );
        const events = (page.events ?? []).map(({ timestamp = 0, message = '' }) => ({ timestamp, message }));
        return { events, nextToken: startFromHead ? page.nextForwardToken : page.nextBackwardToken };
      } catch (cause) {
        if (!(cause instanceof ResourceNotFoundException)) throw cause;
        throw new StreamGoneError(`${logGroup} ${logStream} does not exist any more.`, { cause });
      }
    },
  };
}

/**
 * https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html
 * https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html
 */
export function xRay(): Traces {
  const client = tracedClient(new XRayClient(PATIENCE));
  return {
    async read(traceIds) {
      const traces = [];
      let NextToken: string | undefined;
      do {
        const page = await client.send(new BatchGetTracesCommand({ TraceIds: [...traceIds], NextToken }));
        for (const { Id = '', Duration, LimitExceeded, Segments = [] } of page.Traces ?? []) {
          const documents = Segments.map((segment) => ({
            Id: segment.Id ?? '',
            Document: parseObject(segment.Document ?? '') ?? {},
          }));
          traces.push({ Id, Duration, LimitExceeded, Segments: documents });
        }
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return traces;
    },

    async findByRequestId({ requestId, fromMs, untilMs }) {
      // A page may be empty although other pages follow.
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new GetTraceSummariesCommand({
            TimeRangeType: 'Event',
            StartTime: new Date(fromMs - MINUTE_MS),
            EndTime: new Date(untilMs + MINUTE_MS),
            FilterExpression: `annotation.request_id = "${requestId}"`,
            NextToken,
          }),
        );
        const [summary] = page.TraceSummaries ?? [];
        if (summary?.Id !== undefined) return summary.Id;
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return undefined;
    },
  };
}

const MINUTE_MS = 60_000;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function bucket(name: string): Objects {
  const client = tracedClient(new S3Client(PATIENCE));
  return {
    async read(key) {
      try {
        const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: name, Key: key }));
        return { body: (await Body?.transformToString()) ?? '', etag: ETag ?? '' };
      } catch (error) {
        // Without the right to list the bucket, S3 answers 403 for what does not exist. Where 403 means that reading is
        // forbidden, the conditional write below still overwrites nothing.
        if (isStatus(error, 404) || isStatus(error, 403)) return undefined;
        throw error;
      }
    },

    async write(key, body, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
      try {
        await client.send(
          new PutObjectCommand({ Bucket: name, Key: key, Body: body, ContentType: 'application/json', ...condition }),
        );
        return true;
      } catch (error) {
        // 412: it has changed, 409: it is changing right now, 404: it was there and is gone.
        if (isStatus(error, 412) || isStatus(error, 409) || isStatus(error, 404)) return false;
        throw error;
      }
    },
  };
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}

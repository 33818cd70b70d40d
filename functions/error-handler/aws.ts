/** The error handler's AWS clients. Each call is a subsegment of its trace. */
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { XRayClient } from '@aws-sdk/client-xray';
import { asObject } from '../shared/json.ts';
import { tracedClient } from '../shared/tracing.ts';
import type { Clock } from './clock.ts';
import type { LogPage, LogQuery } from './log-stream.ts';
import type { Services } from './report-failures.ts';
import type { Bucket, NewObject } from './store.ts';
import { createTraceReader } from './trace-reader.ts';

/** A service that does not answer must leave time to store what the others have answered. */
const CLIENT_CONFIG = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
};

export function connect(bucketName: string, clock: Clock): Services {
  const logs = tracedClient(new CloudWatchLogsClient(CLIENT_CONFIG));
  const xray = tracedClient(new XRayClient(CLIENT_CONFIG));
  const s3 = tracedClient(new S3Client(CLIENT_CONFIG));

  return {
    logs: { readPage: (query) => readPage(logs, query) },
    traces: createTraceReader(xray, clock),
    bucket: createBucket(s3, bucketName),
    seenMarkers: new Map(),
  };
}

async function readPage(
  client: CloudWatchLogsClient,
  { logGroup, logStream, fromMs, toMs, token }: LogQuery,
): Promise<LogPage | undefined> {
  const command = new GetLogEventsCommand({
    logGroupName: logGroup,
    logStreamName: logStream,
    startTime: Math.floor(fromMs),
    endTime: Math.ceil(toMs),
    startFromHead: false,
    nextToken: token,
  });

  try {
    const { events = [], nextBackwardToken } = await client.send(command);
    return {
      events: events.map(({ timestamp = 0, message = '' }) => ({ timestamp, message })),
      // A page can be empty although there are more. At the end, the token stays the same.
      olderToken: nextBackwardToken === token ? undefined : nextBackwardToken,
    };
  } catch (error) {
    if (asObject(error).name === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}

function createBucket(client: S3Client, Bucket: string): Bucket {
  return {
    async write({ key, body, contentType, rank }: NewObject, etag) {
      const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
      const command = new PutObjectCommand({
        Bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        Metadata: rank === undefined ? undefined : { rank: String(rank) },
        ...condition,
      });

      try {
        await client.send(command);
        return 'written';
      } catch (error) {
        return outcomeOf(error);
      }
    },

    // Without s3:ListBucket, S3 answers 403 and not 404 if there is no such object.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
    async look(key: string) {
      const command = new HeadObjectCommand({ Bucket, Key: key });
      const { ETag = '', Metadata = {} } = await client.send(command);
      return { etag: ETag, rank: Number(Metadata.rank ?? 0) };
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
function outcomeOf(error: unknown): 'exists' | 'conflict' {
  switch (asObject(asObject(error).$metadata).httpStatusCode) {
    case 412: // The object exists, or is another one than before.
      return 'exists';
    case 409: // Somebody is writing it right now.
    case 404: // Somebody has deleted it.
      return 'conflict';
    default:
      throw error;
  }
}

import { gunzipSync } from 'node:zlib';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from '@aws-sdk/client-xray';
import { captureAWSv3Client } from 'aws-xray-sdk-core';

const logs = captureAWSv3Client(new CloudWatchLogsClient());
const xray = captureAWSv3Client(new XRayClient());
const s3 = captureAWSv3Client(new S3Client());

const SEARCHED_MS = 60_000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample */
interface SubscriptionEvent {
  awslogs: { data: string };
}

interface Delivery {
  messageType: 'DATA_MESSAGE' | 'CONTROL_MESSAGE';
  logGroup: string;
  logStream: string;
  logEvents?: { message: string }[];
}

/** The record of an error has the request ID at its top level. The record of a timeout, which Lambda writes, has it in `record`. */
interface FailedRecord {
  requestId?: string;
  message?: { errorType?: string };
  record?: { requestId: string; status: string };
}

export async function handler(event: SubscriptionEvent) {
  const text = gunzipSync(Buffer.from(event.awslogs.data, 'base64')).toString('utf8');
  const { messageType, logGroup, logStream, logEvents = [] } = JSON.parse(text) as Delivery;
  if (messageType === 'CONTROL_MESSAGE') return { reports: 0 };

  for (const { message } of logEvents) {
    await storeReport(JSON.parse(message) as FailedRecord, logGroup, logStream);
  }
  return { reports: logEvents.length };
}

async function storeReport(failed: FailedRecord, logGroupName: string, logStreamName: string): Promise<void> {
  const requestId = failed.requestId ?? failed.record?.requestId ?? '';
  const errorType = failed.message?.errorType ?? failed.record?.status;
  const log = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }));
  const messages = log.events?.flatMap(({ message }) => message ?? []) ?? [];
  const records: unknown[] = messages.filter((message) => message.includes(requestId)).map((each) => JSON.parse(each));
  const traces = await findTraces(requestId);

  const report = JSON.stringify({ requestId, errorType, records, traces }, undefined, 2);
  await put(`reports/${requestId}/report.json`, report, 'application/json');
  const escaped = report.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const page = `<!doctype html><html lang="en"><title>Report</title><main><h1>${requestId}</h1><pre>${escaped}</pre></main></html>`;
  await put(`reports/${requestId}/report.html`, page, 'text/html; charset=utf-8');
}

async function findTraces(requestId: string) {
  const now = Date.now();
  const { TraceSummaries = [] } = await xray.send(
    new GetTraceSummariesCommand({
      StartTime: new Date(now - SEARCHED_MS),
      EndTime: new Date(now),
      FilterExpression: `annotation.request_id = "${requestId}"`,
    }),
  );
  const TraceIds = TraceSummaries.flatMap(({ Id }) => Id ?? []);
  if (TraceIds.length === 0) return [];
  const { Traces } = await xray.send(new BatchGetTracesCommand({ TraceIds }));
  return Traces;
}

async function put(Key: string, Body: string, ContentType: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: process.env.REPORT_BUCKET, Key, Body, ContentType }));
}

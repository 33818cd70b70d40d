import { join } from 'node:path';
import { XRay } from '@aws-sdk/client-xray';
import { newSegmentId, newTraceId } from '../../src/aws/trace-header.ts';
import type { Stack } from '../../src/stack/stack.ts';
import { type Application, physicalName, startApplication } from '../support/application.ts';

/** The folder of the tested application. SAM reads its template and its samconfig.toml. */
export const PROJECT = join(import.meta.dirname, '../support/orders');

/** The stack that the calls read: one request has failed, and its report is stored. */
export interface World {
  readonly application: Application;
  readonly endpoint: string;
  readonly functionName: string;
  readonly requestId: string;
  readonly traceId: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly bucket: string;
  readonly queueName: string;
  /** A trace that arrived while Transaction Search was on, and the token of its complete retrieval. */
  readonly searchedTraceId: string;
  readonly retrievalToken: string;
  /** Epoch seconds, a minute before the request and a minute after it. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export async function startWorld(): Promise<World> {
  const application = await startApplication({
    templateFile: join(PROJECT, 'template.yml'),
    deployedStackName: 'orders',
  });
  const { stack } = application;
  const fromSeconds = Math.floor(Date.now() / 1000) - 60;
  const event = { orderId: 'order-1', product: 'teapot', quantity: 2, failure: 'payment-declined' };
  const { requestId } = await application.invoke('OrderFunction', event);
  await application.settled();

  const functionName = physicalName(stack, 'OrderFunction');
  const logGroup = stack.lambda.functions().find((fn) => fn.functionName === functionName)?.logging.logGroup ?? '';
  const toSeconds = Math.ceil(Date.now() / 1000) + 60;
  const [summary] = stack.xray.traceSummaries({
    startTimeMs: fromSeconds * 1000,
    endTimeMs: toSeconds * 1000,
    filterExpression: `annotation.request_id = "${requestId}"`,
  });
  return {
    application,
    endpoint: stack.endpoint,
    functionName,
    requestId,
    traceId: summary?.Id ?? '',
    logGroup,
    logStream: stack.logs.filterLogEvents({ logGroupName: logGroup })[0]?.logStreamName ?? '',
    bucket: stack.template.buckets[0]?.name ?? '',
    ...(await retrieveTrace(stack)),
    queueName: stack.template.queues[0]?.name ?? '',
    fromSeconds,
    toSeconds,
  };
}

/** Sends a segment while Transaction Search is on, and retrieves its trace. */
async function retrieveTrace({ endpoint, xray }: Stack): Promise<Pick<World, 'searchedTraceId' | 'retrievalToken'>> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new XRay({ endpoint, region: 'us-east-1', credentials });
  const now = Date.now() / 1000;
  const searchedTraceId = newTraceId(Date.now());
  await client.updateTraceSegmentDestination({ Destination: 'CloudWatchLogs' });
  xray.put({ id: newSegmentId(), trace_id: searchedTraceId, name: 'searched', start_time: now - 1, end_time: now });
  await client.updateTraceSegmentDestination({ Destination: 'XRay' });
  await client.getTraceSegmentDestination({});
  const { RetrievalToken = '' } = await client.startTraceRetrieval({
    TraceIds: [searchedTraceId],
    StartTime: new Date((now - 60) * 1000),
    EndTime: new Date((now + 60) * 1000),
  });
  await client.listRetrievedTraces({ RetrievalToken });
  client.destroy();
  return { searchedTraceId, retrievalToken: RetrievalToken };
}

import { type Application, physicalName, startApplication } from '../support/application.ts';

/** A stack in which one request has failed and its report is stored: what the calls ask about. */
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
  /** Epoch seconds, a minute before the request and a minute after it. */
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export async function startWorld(): Promise<World> {
  const application = await startApplication({ deployedStackName: 'error-processor' });
  const { stack } = application;
  const fromSeconds = Math.floor(Date.now() / 1000) - 60;
  const event = { orderId: 'order-1', product: 'teapot', quantity: 2, failure: 'payment-declined' };
  const { requestId } = await application.invoke('ProcessorFunction', event);
  await application.settled();

  const functionName = physicalName(stack, 'ProcessorFunction');
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
    queueName: stack.template.queues[0]?.name ?? '',
    fromSeconds,
    toSeconds,
  };
}

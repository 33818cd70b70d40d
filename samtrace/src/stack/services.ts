import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_ACCOUNT, functionNameIn, qualifiedFunctionArn, qualifierIn } from '../aws/arn.ts';
import type { Send, Undelivered } from '../aws/delivery.ts';
import { AwsError } from '../aws/error.ts';
import type { Role } from '../aws/iam.ts';
import { Pending } from '../aws/pending.ts';
import type { SegmentDocument } from '../aws/segment-document.ts';
import { Faults } from '../gateway/faults.ts';
import { createApiGateway } from '../services/apigateway/service.ts';
import { createCloudControl } from '../services/cloudcontrol/service.ts';
import { createCloudFormation } from '../services/cloudformation/service.ts';
import { createDynamoDb } from '../services/dynamodb/service.ts';
import { createEvents, type Events } from '../services/events/service.ts';
import { readResourcePolicy } from '../services/iam/resource-policy-text.ts';
import { createIam } from '../services/iam/service.ts';
import { createEventSources } from '../services/lambda/event-source/event-sources.ts';
import { SAMPLE_ALL, Sampler } from '../services/lambda/sampling.ts';
import { createLambda, type DestinationDelivery, type Lambda } from '../services/lambda/service.ts';
import { createLogs, type Logs } from '../services/logs/service.ts';
import { createNotifier } from '../services/s3/notifications/notifier.ts';
import { createS3 } from '../services/s3/service.ts';
import { createSns, type Sns } from '../services/sns/service.ts';
import { createSqs } from '../services/sqs/service.ts';
import { createSts } from '../services/sts/service.ts';
import { createXRay } from '../services/xray/service.ts';
import type { TemplateModel } from '../template/template.ts';
import { apiGatewayServices } from './api-gateway.ts';
import { createDeliveries } from './deliveries.ts';
import { functionUrls } from './function-urls.ts';
import { layerVersions } from './layer-versions.ts';
import { LostDeliveries } from './lost-deliveries.ts';
import { destinationProblem } from './notification-destinations.ts';
import { retentionLimits } from './retention.ts';

export interface ServicesOptions {
  /** How long after its arrival X-Ray shows a document. */
  traceDelayMs?: number;
  /** `lambda`: one request a second and 5% of the rest, as Lambda samples; `all` traces every request. */
  sampling?: 'all' | 'lambda';
  /** Whether the account uses CloudWatch Transaction Search. A template can also turn it on. */
  transactionSearch?: boolean;
  /** The memory, in megabytes, limit for traces, logs, and results: the oldest are removed first. Default: 128. */
  keepMb?: number;
  /** A factor for the waits between asynchronous attempts, which are 1 and 2 minutes. */
  retryDelayScale?: number;
  /** Holds bundles in `build` and `runtime`, and stored objects in `s3`. Emptied at each start. */
  directory: string;
  /** Traces, logs, and objects are kept in this directory after a restart. Without it, they are lost. */
  dataDirectory?: string;
}

/** Asynchronous retries wait 0.6 s and 1.2 s. */
const DEFAULT_RETRY_DELAY_SCALE = 0.01;

/**
 * Creates the services and connects them: each service gets the functions of the others that it needs.
 * Nothing listens yet; `cleanup` ends them.
 */
export function createServices(
  options: ServicesOptions,
  template: Pick<TemplateModel, 'apis' | 'layers' | 'permissions' | 'transactionSearch'>,
  cleanup: AsyncDisposableStack,
) {
  const account = DEFAULT_ACCOUNT;
  const now = Date.now;
  const pending = new Pending();
  const faults = new Faults();
  const environments = new Map<string, Record<string, string>>();
  const roles = new Map<string, Role>();
  const data = options.dataDirectory === undefined ? {} : { dataDirectory: resolve(options.dataDirectory) };
  const limits = retentionLimits(options.keepMb);
  const objectDirectory = join(data.dataDirectory ?? resolve(options.directory), 's3');

  const iam = createIam({ account });
  const sqs = createSqs({
    account,
    now,
    idOf: (caller) => iam.identityOf(caller).userId,
    setQueuePolicy: (queueArn, policy) => iam.setResourcePolicy(readResourcePolicy(queueArn, policy)),
    ...data,
  });
  cleanup.defer(() => sqs.stop());
  const cloudFormation = createCloudFormation({ account, now });
  const cloudControl = createCloudControl({
    account,
    functionUrls: () => functionUrls(template.apis, apiGateway.apis()),
  });
  const dynamodb = createDynamoDb({ account, now, ...data });
  cleanup.defer(() => dynamodb.stop());
  const sts = createSts({ identityOf: iam.identityOf });
  const undelivered = new LostDeliveries();
  const giveUp = (failure: Undelivered): void => undelivered.add(failure);
  const send: Send = createDeliveries(() => ({ iam, lambda, logs, sns, sqs, events }));
  const sns: Sns = createSns({
    account,
    now,
    pending,
    send,
    undelivered: giveUp,
    setTopicPolicy: (topicArn, policy) => iam.setResourcePolicy(readResourcePolicy(topicArn, policy)),
  });
  const events: Events = createEvents({ account, now, pending, send, undelivered: giveUp });
  const notifier = createNotifier({
    account,
    pending,
    send,
    undelivered: giveUp,
    emit: events.emit,
    destinationProblem: (sender, targetArn) => destinationProblem({ iam, lambda, sns, sqs }, sender, targetArn),
  });
  // Without a data directory, nothing is kept after the stack has stopped.
  if (options.dataDirectory === undefined) rmSync(objectDirectory, { recursive: true, force: true });
  const s3 = createS3({
    account,
    directory: objectDirectory,
    authorize: iam.authorize,
    notifier,
    mayList: (caller, bucketArn) => iam.isAllowed(caller, 's3:ListBucket', [bucketArn]),
  });
  cleanup.defer(() => s3.close());
  for (const onChange of [s3.onStored, s3.onDeleted, s3.onTagged]) onChange(notifier.notify);
  const transactionSearch = template.transactionSearch ?? (options.transactionSearch ? {} : undefined);
  const xray = createXRay({
    account,
    now,
    visibilityDelayMs: options.traceDelayMs ?? 0,
    retention: { bytes: limits.traceBytes },
    ...(transactionSearch && { transactionSearch }),
    ...data,
  });
  cleanup.defer(() => xray.stop());
  const logs: Logs = createLogs({
    account,
    now,
    pending,
    maxBytes: limits.logBytes,
    ...data,
    logGroupOf: (functionArn) =>
      lambda.functions().find((fn) => fn.functionName === functionNameIn(functionArn))?.logging.logGroup,
    async deliver({ destinationArn, payload }) {
      const qualifier = qualifierIn(destinationArn);
      lambda.invokeAsync(functionNameIn(destinationArn), payload, qualifier === undefined ? {} : { qualifier });
    },
  });
  cleanup.defer(() => logs.stop());
  const recordSegment = (document: SegmentDocument): void => {
    const refused = xray.put(document);
    if (refused)
      process.emitWarning(`X-Ray refused a segment of ${document.origin}: ${refused.Message}`, 'XRayWarning');
  };
  // X-Ray's default rule for API Gateway has the numbers of Lambda's.
  const newSampler = () => (options.sampling === 'lambda' ? new Sampler(now, Math.random) : SAMPLE_ALL);
  /** A function that a call creates has a role of the template, and the same addresses as the template's functions. */
  const admit = (functionName: string, roleArn: string): void => {
    const role = roles.get(roleArn);
    const [addresses] = environments.values();
    if (role === undefined || addresses === undefined) {
      const known = [...roles.keys()].join(', ') || 'none';
      const message = `The role defined for the function cannot be assumed by Lambda. Roles of the template's functions: ${known}.`;
      throw new AwsError('InvalidParameterValueException', message);
    }
    const { accessKeyId, secretAccessKey, sessionToken } = iam.issueCredentials(functionName, role);
    environments.set(functionName, {
      ...addresses,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    });
  };
  /** The record of an event source belongs to no trace. */
  const sendToDestination = (delivery: Omit<DestinationDelivery, 'traceHeader'> & { traceHeader?: string }) =>
    send({
      // The reader of the template has checked the role of the function.
      sender: { principal: 'lambda.amazonaws.com', sourceArn: delivery.functionArn, usesRole: true },
      targetArn: delivery.destinationArn,
      body: delivery.body,
      ...(delivery.traceHeader !== undefined && { traceHeader: delivery.traceHeader }),
      ...(delivery.attributes && { messageAttributes: delivery.attributes }),
    });
  const lambda: Lambda = createLambda({
    account,
    pending,
    runtimeDirectory: join(resolve(options.directory), 'runtime'),
    uploadDirectory: join(resolve(options.directory), 'uploads'),
    layerVersions: layerVersions(template.layers),
    admit: (functionName, roleArn) => admit(functionName, roleArn),
    newSampler,
    maxResultBytes: limits.resultBytes,
    retryDelayScale: options.retryDelayScale ?? DEFAULT_RETRY_DELAY_SCALE,
    platformEnvironment: (functionName) => environments.get(functionName) ?? {},
    log: logs.append,
    createLogStream: logs.createLogStream,
    recordSegment,
    eventSourceMappings: () => eventSources.mappings(),
    roleAllows: (functionName, action, resource) =>
      iam.isAllowed({ kind: 'function', functionName }, action, [resource]),
    sendToDestination,
  });
  cleanup.defer(() => lambda.stop());
  const eventSources = createEventSources({
    region: account.region,
    functionArn: (fn) => qualifiedFunctionArn(account, fn),
    sendToDestination,
    streams: { has: dynamodb.hasStream, onRecords: dynamodb.onStreamRecords },
    pending,
    retryDelayScale: options.retryDelayScale ?? DEFAULT_RETRY_DELAY_SCALE,
    timeoutSeconds: (functionName) => timeoutSeconds(lambda, functionName),
    invoke: lambda.invoke.bind(lambda),
    queues: {
      receive: sqs.receiveMessages,
      delete: sqs.deleteMessage,
      release: (queueArn, receiptHandle) => sqs.changeVisibility(queueArn, receiptHandle, 0),
      attributes: sqs.queueAttributes,
      onMessage: sqs.onMessage,
      onRemoved: sqs.onRemoved,
    },
  });
  cleanup.defer(() => eventSources.stop());
  const apiSampler = newSampler();
  const apiGateway = createApiGateway(
    apiGatewayServices({
      account,
      iam,
      lambda,
      pending,
      permissions: template.permissions,
      sample: () => apiSampler.sample(),
      recordSegment,
    }),
  );
  cleanup.defer(() => apiGateway.stop());
  return {
    apiGateway,
    cloudControl,
    cloudFormation,
    eventSources,
    account,
    now,
    send,
    giveUp,
    pending,
    faults,
    environments,
    roles,
    objectDirectory,
    undelivered,
    iam,
    sqs,
    dynamodb,
    sts,
    sns,
    events,
    notifier,
    s3,
    xray,
    logs,
    lambda,
  };
}

function timeoutSeconds(lambda: Lambda, functionName: string): number {
  const found = lambda.functions().find((fn) => fn.functionName === functionName);
  if (found === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`);
  return found.timeoutSeconds;
}

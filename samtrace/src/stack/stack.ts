import { join, resolve } from 'node:path';
import { DEFAULT_ACCOUNT, functionArn, logGroupArn, queueArn } from '../aws/arn.ts';
import type { Undelivered } from '../aws/delivery.ts';
import type { Pending } from '../aws/pending.ts';
import { refusalOf } from '../aws/request-guard.ts';
import { createConsole } from '../console/service.ts';
import { checkFaults, type FaultRule, type Faults } from '../gateway/faults.ts';
import { startGateway } from '../gateway/gateway.ts';
import type { RunningApi } from '../services/apigateway/service.ts';
import type { DynamoDb } from '../services/dynamodb/service.ts';
import type { Events } from '../services/events/service.ts';
import type { Iam } from '../services/iam/service.ts';
import type { Lambda } from '../services/lambda/service.ts';
import type { Logs } from '../services/logs/service.ts';
import type { S3 } from '../services/s3/service.ts';
import type { Sns } from '../services/sns/service.ts';
import type { Sqs } from '../services/sqs/service.ts';
import type { Daemon, SpanReceiver, XRay } from '../services/xray/service.ts';
import { refuseSymbolicLink } from '../storage/symbolic-link.ts';
import { readTemplate, type StackResource, type TemplateModel } from '../template/template.ts';
import { lockDirectory } from './directory-lock.ts';
import { type LocalAddresses, withLocalAddresses, withLocalAddressesIn } from './local-addresses.ts';
import { provision } from './provision.ts';
import { type Removed, removedFrom } from './removed.ts';
import { createSchedules, type Schedule } from './schedules.ts';
import { createServices, type ServicesOptions } from './services.ts';

export interface StackOptions extends ServicesOptions {
  templateFile: string;
  parameterOverrides?: Record<string, string>;
  /** Values of parameters that have no override, as from samconfig.toml. As in SAM, unknown names are ignored. */
  configuredParameters?: Record<string, string>;
  /** The name of the stack on AWS, from samconfig.toml. CloudFormation's API finds the local stack by it, too. */
  deployedStackName?: string;
  /** Refuses a template with resources, events or properties that samtrace does not support, instead of ignoring them. */
  strict?: boolean;
  /** The endpoint's port. 0 means any free port. */
  port?: number;
  /** Take any free port if the endpoint's port is in use. */
  anyPortIfInUse?: boolean;
  /** The first port for the APIs. They use the next free ports from there. 0 means any free ports. */
  apiPort?: number;
  /** The X-Ray daemon's ports, the first free one is taken. SDKs outside expect 2000. */
  daemonPorts?: readonly number[];
  /** The ports for OpenTelemetry spans over HTTP, the first free one is taken. Exporters expect 4318. */
  spanPorts?: readonly number[];
  faults?: readonly FaultRule[];
  /** Lets a debugger attach to a function, given by its logical ID or its name. */
  inspect?: { readonly function: string; readonly port: number };
  /** Where the page looks for events to send. */
  eventsDirectory?: string;
}

export interface Stack {
  /** `http://127.0.0.1:<port>`: the page, and the endpoint of every service. */
  readonly endpoint: string;
  /** Its outputs have the local addresses of APIs. */
  readonly template: TemplateModel;
  /** REST APIs, HTTP APIs and function URLs, each with its own URL. */
  readonly apis: readonly RunningApi[];
  readonly daemon: Daemon;
  /** Takes OpenTelemetry spans over HTTP. */
  readonly spanReceiver: SpanReceiver;
  /** The process that used this directory before and did not stop properly. */
  readonly previousPid: number | undefined;
  /** Stored objects lie here as files, `<bucket>/<key>`. */
  readonly objectDirectory: string;
  readonly pending: Pending;
  readonly faults: Faults;
  readonly iam: Iam;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly s3: S3;
  readonly sqs: Sqs;
  readonly dynamodb: DynamoDb;
  readonly sns: Sns;
  readonly events: Events;
  /** The events that AWS would send on a schedule, in the order of the template. */
  readonly schedules: readonly Schedule[];
  /** Failed deliveries between services, oldest first. */
  undelivered(): readonly Undelivered[];
  /** How much was removed because newer data needed the memory. */
  removed(): Removed;
  readonly xray: XRay;
  /** Replaces the rules of the fault switch. Throws a FaultError that lists the known names. */
  setFaults(rules: readonly FaultRule[]): void;
  /** Ends every process and port of the stack. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
/** In the stack's directory. */
const OWN_FOLDERS = ['build', 'runtime', 's3', 'uploads'];

/**
 * Reads the template, creates the services, opens the ports and creates the template's resources. Rejects with a
 * TemplateError, a BuildError, a DirectoryInUseError, a StoredDataError or the error of a port that is in use. Nothing runs on then.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const template = readTemplate(options.templateFile, {
    stackName: 'local',
    account: DEFAULT_ACCOUNT,
    parameterOverrides: options.parameterOverrides ?? {},
    configuredParameters: options.configuredParameters ?? {},
    strict: options.strict ?? false,
  });
  await using cleanup = new AsyncDisposableStack();
  const lock = await lockDirectory(resolve(options.directory));
  cleanup.defer(lock.release);
  // They are emptied: behind a link, that would delete files of someone else.
  for (const name of OWN_FOLDERS) refuseSymbolicLink(join(resolve(options.directory), name));
  const services = createServices(options, template, cleanup);
  const { apiGateway, iam, lambda, logs, s3, xray, environments, faults } = services;
  const awsApis = [
    xray.api,
    logs.api,
    lambda.api,
    s3.api,
    services.sqs.api,
    services.dynamodb.api,
    services.sts.api,
    services.sns.api,
    services.events.api,
    services.cloudFormation.api,
    services.cloudControl.api,
  ];
  const setFaults = (rules: readonly FaultRule[]): void => {
    checkFaults(rules, awsApis);
    faults.set(rules);
  };
  setFaults(options.faults ?? []);

  const schedules = createSchedules(template, services);
  const page = createConsole({
    xray,
    logs,
    lambda,
    apis: apiGateway,
    objects: { listBuckets: s3.buckets, listObjects: s3.eachObject, getObject: s3.getObject },
    queues: {
      queues: () => template.queues,
      sendMessage: (name, message) => services.sqs.sendMessage(queueArn(DEFAULT_ACCOUNT, name), message),
    },
    messages: {
      emails: services.sns.emails,
      undelivered: () => lostDeliveries(services),
      onEmail: services.sns.onEmail,
    },
    schedules: () => schedules,
    dropped: () => ({
      ...removedFrom(services),
      unsaved: xray.unsavedDocumentCount + logs.unsavedCount,
    }),
    ...(options.eventsDirectory === undefined ? {} : { eventsDirectory: options.eventsDirectory }),
  });
  cleanup.defer(() => page.stop());
  const port = options.port ?? 0;
  const gateway = await onFirstFreePort(options.anyPortIfInUse === true ? [port, 0] : [port], (port) =>
    startGateway({
      services: awsApis,
      port,
      refuse: (request) => refusalOf(request, page.secretPath),
      callerOf: iam.callerOf,
      functionOf: iam.functionOf,
      authorize: iam.authorize,
      fault: (caller, action) => (caller.kind === 'function' ? faults.next(action) : undefined),
      page: page.handle,
    }),
  );
  cleanup.defer(() => gateway.stop());
  const endpoint = `http://${HOST}:${gateway.port}`;
  const functionEndpoint = `http://${HOST}:${gateway.functionPort}`;
  const daemon = await onFirstFreePort(options.daemonPorts ?? [0], (port) => xray.listen({ host: HOST, port }));
  const spanReceiver = await onFirstFreePort(options.spanPorts ?? [0], (port) =>
    xray.listenForSpans({ host: HOST, port }),
  );

  for (const api of template.apis) await apiGateway.serve(api, apiPorts(options.apiPort ?? 0));
  const apis = apiGateway.apis();
  await provision(template, services, {
    buildDirectory: join(resolve(options.directory), 'build'),
    addresses: { endpoint: functionEndpoint, apis, spanPort: spanReceiver.port },
    ...(options.inspect === undefined ? {} : { inspect: options.inspect }),
    introduce(fn) {
      const credentials = iam.issueCredentials(fn.functionName, fn.role);
      services.roles.set(fn.role.arn, fn.role);
      environments.set(fn.functionName, functionEnvironment(functionEndpoint, daemon.port, credentials));
    },
  });
  const addresses = { endpoint, apis, spanPort: spanReceiver.port };
  const outputs = withLocalAddressesIn(template.outputs, addresses);
  services.cloudFormation.created({
    ...template.stack,
    ...(options.deployedStackName !== undefined && { otherName: options.deployedStackName }),
    resources: localResources(template, addresses),
    outputs,
  });
  const functions = template.functions.map(({ logicalId, functionName }) => [logicalId, functionName] as const);
  await lock.publish({ endpoint, functions: Object.fromEntries(functions) });
  const running = cleanup.move();
  return {
    endpoint,
    template: { ...template, outputs },
    apis,
    daemon,
    spanReceiver,
    previousPid: lock.previousPid,
    ...services,
    undelivered: () => services.undelivered.list(),
    removed: () => removedFrom(services),
    schedules,
    setFaults,
    stop: () => running.disposeAsync(),
  };
}

/** The physical ID of a queue is its URL. */
function localResources({ stack }: TemplateModel, addresses: LocalAddresses): StackResource[] {
  return stack.resources.map((resource) => ({
    ...resource,
    physicalId: withLocalAddresses(resource.physicalId, addresses),
  }));
}

/** SAM's users expect their API at port 3000; when that is taken, the next one has to do. */
function apiPorts(first: number): number[] {
  return first === 0 ? [0] : Array.from({ length: 100 }, (_, index) => first + index);
}

/** The environment variables that connect a function's process with the local services. Lambda adds others. */
function functionEnvironment(
  endpoint: string,
  daemonPort: number,
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string },
): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_XRAY_DAEMON_ADDRESS: `${HOST}:${daemonPort}`,
    _AWS_XRAY_DAEMON_ADDRESS: HOST,
    _AWS_XRAY_DAEMON_PORT: String(daemonPort),
  };
}

/** Tries the ports in order. Throws the error of the last one. */
async function onFirstFreePort<T>(ports: readonly number[], listen: (port: number) => Promise<T>): Promise<T> {
  for (const port of ports.slice(0, -1)) {
    try {
      return await listen(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
  return listen(ports.at(-1) ?? 0);
}

/** Everything that reached neither its target nor a dead-letter queue, for the page. */
function lostDeliveries({ undelivered, lambda, logs }: ReturnType<typeof createServices>) {
  const records = lambda.failedDestinations().map(({ functionName, requestId, destinationArn, reason }) => ({
    sender: { sourceArn: functionArn(DEFAULT_ACCOUNT, functionName) },
    targetArn: destinationArn,
    reason: `On-failure record of request ${requestId}: ${reason}`,
  }));
  const events = logs.failedDeliveries().map(({ logGroupName, destinationArn, eventIds, reason }) => ({
    sender: { sourceArn: logGroupArn(DEFAULT_ACCOUNT, logGroupName) },
    targetArn: destinationArn,
    reason: `${eventIds.length} log events: ${reason}`,
  }));
  return [...undelivered.list(), ...records, ...events];
}

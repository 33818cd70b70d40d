import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf } from '../aws/error.ts';
import { BuildError, type BuiltFunction, buildFunction } from '../build/build.ts';
import type { DynamoDb } from '../services/dynamodb/service.ts';
import type { Events } from '../services/events/service.ts';
import type { Iam } from '../services/iam/service.ts';
import type { EventSources } from '../services/lambda/event-source/event-sources.ts';
import type { Lambda } from '../services/lambda/service.ts';
import type { Logs } from '../services/logs/service.ts';
import type { Notifier } from '../services/s3/notifications/notifier.ts';
import type { S3 } from '../services/s3/service.ts';
import type { Sns } from '../services/sns/service.ts';
import type { Sqs } from '../services/sqs/service.ts';
import { type FunctionResource, TemplateError, type TemplateModel } from '../template/template.ts';
import { type LocalAddresses, withLocalAddressesIn } from './local-addresses.ts';
import { provisionMessaging } from './provision-messaging.ts';
import { provisionTables } from './provision-tables.ts';

/** Creates the template's resources in the local services, as CloudFormation does in AWS. */
export async function provision(
  template: TemplateModel,
  services: {
    dynamodb: DynamoDb;
    eventSources: EventSources;
    events: Events;
    iam: Iam;
    lambda: Lambda;
    logs: Logs;
    notifier: Notifier;
    s3: S3;
    sns: Sns;
    sqs: Sqs;
  },
  options: {
    buildDirectory: string;
    addresses: LocalAddresses;
    /** Gives the function's process its way to the services; called before the function can be invoked. */
    introduce(fn: FunctionResource): void;
    /** The function that a debugger inspects, by its logical ID or its name, and the debugger's port. */
    inspect?: { readonly function: string; readonly port: number };
  },
): Promise<void> {
  const { lambda, logs, s3, sqs } = services;
  for (const bucket of template.buckets) await s3.createBucket(bucket.name);
  for (const queue of template.queues) await sqs.createQueue(queue.name, queue.attributes);
  await provisionTables(template.tables, services.dynamodb);
  for (const { name, retentionInDays } of template.logGroups) {
    logs.createLogGroup(name, retentionInDays === undefined ? {} : { retentionInDays });
  }
  await mkdir(options.buildDirectory, { recursive: true });
  const { inspect } = options;
  const isInspected = (fn: FunctionResource) => [fn.logicalId, fn.functionName].includes(inspect?.function ?? '');
  const sources = template.functions.map((fn) => (isInspected(fn) ? forDebugger(fn) : fn));
  for (const [fn, built] of await buildAll(sources, options.buildDirectory)) {
    const { code, role, aliases, publishesVersion, ...facts } = fn;
    options.introduce(fn);
    const environment = { ...withLocalAddressesIn(fn.environment, options.addresses), ...built.environment };
    const inspector = isInspected(fn) && inspect !== undefined ? { inspectorPort: inspect.port } : {};
    lambda.createFunction({ ...facts, ...built, ...inspector, environment, roleArn: role.arn });
    if (publishesVersion) lambda.publishVersion(fn.functionName);
    for (const alias of aliases) lambda.createAlias(fn.functionName, alias);
  }
  provisionMessaging(template, services);
  for (const { logicalId, ...mapping } of template.eventSourceMappings) {
    await services.eventSources.create(mapping).catch((cause: unknown) => {
      throw new TemplateError(`${logicalId}: ${messageOf(cause)}`, { cause });
    });
  }
  for (const { logicalId, ...mapping } of template.streamMappings) {
    await services.eventSources.createForStream(mapping).catch((cause: unknown) => {
      throw new TemplateError(`${logicalId}: ${messageOf(cause)}`, { cause });
    });
  }
  for (const filter of template.subscriptionFilters) {
    try {
      logs.putSubscriptionFilter(filter);
    } catch (cause) {
      throw new TemplateError(`${filter.logicalId}: ${filter.filterPattern} is refused: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
  provisionAccountPolicies(template, logs);
}

/** CloudWatch Logs allows one policy. */
function provisionAccountPolicies(template: TemplateModel, logs: Logs): void {
  for (const { logicalId, ...policy } of template.accountPolicies) {
    try {
      logs.putAccountPolicy(policy);
    } catch (cause) {
      throw new TemplateError(`${logicalId}: ${messageOf(cause)}`, { cause });
    }
  }
}

/** A debugger finds the lines of the sources by the source map, and the variables by their names. */
function forDebugger(fn: FunctionResource): FunctionResource {
  if (fn.code.kind !== 'esbuild') return fn;
  const buildProperties = { ...fn.code.buildProperties, Sourcemap: true, Minify: false };
  return { ...fn, code: { ...fn.code, buildProperties } };
}

/** Builds all functions at once; what is wrong with any of them is one BuildError with a line for each thing. */
async function buildAll(
  functions: readonly FunctionResource[],
  directory: string,
): Promise<(readonly [FunctionResource, BuiltFunction])[]> {
  const building = functions.map(async (fn) => [fn, await buildFunction(fn, join(directory, fn.logicalId))] as const);
  const results = await Promise.allSettled(building);
  const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
  for (const failure of failures) if (!(failure instanceof BuildError)) throw failure;
  if (failures.length > 0) throw new BuildError(failures.map(messageOf).join('\n'));
  return Promise.all(building);
}

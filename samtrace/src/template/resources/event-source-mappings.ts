import { createHash } from 'node:crypto';
import { qualifiedFunction, tableStreamArn } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { EventSourceMappingResource, StreamMappingResource } from '../model.ts';
import { plainJson } from '../plain-json.ts';
import type { Properties } from '../properties.ts';
import type { Declared, DeclaredResource } from './declared.ts';
import { readDestination } from './destinations.ts';
import { type ResourceKind, words } from './kind.ts';

export const EVENT_SOURCE_MAPPING: ResourceKind = {
  type: 'AWS::Lambda::EventSourceMapping',
  identity: {
    maxNameLength: 255,
    ref: (name) => uuidOf(name),
    attributes: (name, { region, accountId }) => ({
      Id: uuidOf(name),
      EventSourceMappingArn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuidOf(name)}`,
    }),
  },
  properties: {
    acted: words(`BatchSize BisectBatchOnFunctionError DestinationConfig.OnFailure.Destination Enabled EventSourceArn
      FilterCriteria.Filters FunctionName FunctionResponseTypes MaximumBatchingWindowInSeconds MaximumRecordAgeInSeconds
      MaximumRetryAttempts ScalingConfig.MaximumConcurrency StartingPosition TumblingWindowInSeconds`),
    withoutLocalEffect: words(`KmsKeyArn LoggingConfig MetricsConfig ParallelizationFactor ProvisionedPollerConfig
      StartingPositionTimestamp Tags`),
  },
  uniqueName: false,
};

export interface EventSourceMappings {
  readonly eventSourceMappings: readonly EventSourceMappingResource[];
  readonly streamMappings: readonly StreamMappingResource[];
}

/** The mappings of queues and of streams of this template to functions of it. Others are ignored. */
export function readEventSourceMappings(declared: Declared, ignored: IgnoredList): EventSourceMappings {
  const queues = new Set(declared.ofTypes('AWS::SQS::Queue').map(({ arn }) => arn));
  const streams = streamsOf(declared);
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ name }) => name));
  const eventSourceMappings: EventSourceMappingResource[] = [];
  const streamMappings: StreamMappingResource[] = [];
  for (const resource of declared.ofTypes(EVENT_SOURCE_MAPPING.type)) {
    const { logicalId, type, properties, line } = resource;
    const sourceArn = properties.requiredText('EventSourceArn');
    const given = properties.requiredText('FunctionName');
    if (sourceArn === undefined || given === undefined) continue;
    if (!queues.has(sourceArn) && !streams.has(sourceArn)) {
      ignored.add(logicalId, type, `samtrace does not read ${sourceArn}`, line);
    } else if (!functions.has(qualifiedFunction(given).functionName)) {
      ignored.add(logicalId, type, `its function ${given} does not run`, line);
    } else if (queues.has(sourceArn)) {
      eventSourceMappings.push(queueMapping(resource, sourceArn, given));
    } else {
      streamMappings.push(streamMapping(resource, sourceArn, given, declared, ignored));
    }
  }
  return { eventSourceMappings, streamMappings };
}

function streamsOf(declared: Declared): Set<string> {
  const tables = declared.ofTypes('AWS::DynamoDB::Table');
  return new Set(
    tables.filter(({ properties }) => properties.has('StreamSpecification')).map(({ arn }) => tableStreamArn(arn)),
  );
}

function queueMapping(resource: DeclaredResource, queueArn: string, functionName: string): EventSourceMappingResource {
  const { properties } = resource;
  const maximumConcurrency = properties.nested('ScalingConfig')?.integer('MaximumConcurrency', 2, 1000);
  return {
    ...mappingOf(resource, functionName),
    queueArn,
    batchSize: properties.integer('BatchSize', 1, 10_000) ?? 10,
    ...(maximumConcurrency !== undefined && { maximumConcurrency }),
  };
}

/** Defaults: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
function streamMapping(
  resource: DeclaredResource,
  streamArn: string,
  functionName: string,
  declared: Declared,
  ignored: IgnoredList,
): StreamMappingResource {
  const { logicalId, type, properties, line } = resource;
  const tumblingSeconds = properties.integer('TumblingWindowInSeconds', 0, 900) ?? 0;
  if (tumblingSeconds > 0) {
    ignored.add(logicalId, `${type} TumblingWindowInSeconds`, 'samtrace does not support tumbling windows', line);
  }
  const onFailureArn = readDestination(resource, 'OnFailure', declared, ignored);
  return {
    ...mappingOf(resource, functionName),
    streamArn,
    startingPosition: properties.oneOf('StartingPosition', ['LATEST', 'TRIM_HORIZON']) ?? 'LATEST',
    batchSize: properties.integer('BatchSize', 1, 10_000) ?? 100,
    bisectsBatches: properties.text('BisectBatchOnFunctionError') === 'true',
    maximumRetryAttempts: properties.integer('MaximumRetryAttempts', -1, 10_000) ?? -1,
    maximumRecordAgeSeconds: properties.integer('MaximumRecordAgeInSeconds', -1, 604_800) ?? -1,
    ...(onFailureArn !== undefined && { onFailureArn }),
  };
}

function mappingOf({ logicalId, ref, properties }: DeclaredResource, functionName: string) {
  return {
    logicalId,
    uuid: ref,
    ...qualifiedFunction(functionName),
    enabled: properties.text('Enabled') !== 'false',
    batchingWindowSeconds: properties.integer('MaximumBatchingWindowInSeconds', 0, 300) ?? 0,
    filterPatterns: filterPatterns(properties),
    reportsItemFailures: (properties.texts('FunctionResponseTypes') ?? []).includes('ReportBatchItemFailures'),
  };
}

/** A pattern is a text of JSON; some templates write it as a mapping. */
function filterPatterns(properties: Properties): string[] {
  const filters = properties.nested('FilterCriteria')?.nestedList('Filters') ?? [];
  return filters.flatMap((filter) => {
    const pattern = filter.get('Pattern');
    if (pattern === undefined) return [];
    return [pattern.kind === 'scalar' ? String(pattern.value) : JSON.stringify(plainJson(pattern))];
  });
}

/** The same mapping has the same id at every start. */
function uuidOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

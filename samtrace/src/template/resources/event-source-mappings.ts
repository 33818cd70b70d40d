import { createHash } from 'node:crypto';
import { qualifiedFunction } from '../../aws/arn.ts';
import type { IgnoredList } from '../ignored.ts';
import type { EventSourceMappingResource } from '../model.ts';
import { plainJson } from '../plain-json.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';
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
    acted: words(`BatchSize Enabled EventSourceArn FilterCriteria.Filters FunctionName FunctionResponseTypes
      MaximumBatchingWindowInSeconds ScalingConfig.MaximumConcurrency`),
    withoutLocalEffect: words('KmsKeyArn LoggingConfig MetricsConfig ProvisionedPollerConfig Tags'),
  },
  uniqueName: false,
};

/** The mappings of queues of this template to functions of it. Others are ignored by name. */
export function readEventSourceMappings(declared: Declared, ignored: IgnoredList): EventSourceMappingResource[] {
  const queues = new Set(declared.ofTypes('AWS::SQS::Queue').map(({ arn }) => arn));
  const functions = new Set(declared.ofTypes('AWS::Lambda::Function').map(({ name }) => name));
  return declared.ofTypes(EVENT_SOURCE_MAPPING.type).flatMap(({ logicalId, type, ref, properties, line }) => {
    const queueArn = properties.requiredText('EventSourceArn');
    const given = properties.requiredText('FunctionName');
    if (queueArn === undefined || given === undefined) return [];
    const invoked = qualifiedFunction(given);
    if (!queues.has(queueArn)) {
      ignored.add(logicalId, type, `samtrace does not read ${queueArn}`, line);
      return [];
    }
    if (!functions.has(invoked.functionName)) {
      ignored.add(logicalId, type, `its function ${given} does not run`, line);
      return [];
    }
    const maximumConcurrency = properties.nested('ScalingConfig')?.integer('MaximumConcurrency', 2, 1000);
    return [
      {
        logicalId,
        uuid: ref,
        queueArn,
        ...invoked,
        enabled: properties.text('Enabled') !== 'false',
        batchSize: properties.integer('BatchSize', 1, 10_000) ?? 10,
        batchingWindowSeconds: properties.integer('MaximumBatchingWindowInSeconds', 0, 300) ?? 0,
        filterPatterns: filterPatterns(properties),
        reportsItemFailures: (properties.texts('FunctionResponseTypes') ?? []).includes('ReportBatchItemFailures'),
        ...(maximumConcurrency !== undefined && { maximumConcurrency }),
      },
    ];
  });
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

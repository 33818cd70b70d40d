import { type Account, functionNameIn, qualifiedFunctionArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json, type Operation } from '../../../aws/http.ts';
import type { QueueMapping } from '../event-source/queue-mapping.ts';
import { type StartedMapping, sourceArnOf } from '../event-source/started-mapping.ts';
import type { StreamMapping } from '../event-source/stream-mapping.ts';
import type { Backend } from './backend.ts';

const MAX_ITEMS = 100;

/** A call about event source mappings; undefined for one that the local stack does not make. */
export function eventSourceMappings(backend: Backend, account: Account, request: AwsRequest): Operation | undefined {
  const [, uuid = ''] = /^\/[\d-]{10}\/event-source-mappings(?:\/([^/]*))?\/?$/.exec(request.path) ?? [];
  if (request.method !== 'GET') return undefined;
  if (uuid === '') {
    const run = () => listEventSourceMappings(backend, account, request);
    return { action: 'lambda:ListEventSourceMappings', resources: ['*'], run };
  }
  const run = () => getEventSourceMapping(backend, account, uuid);
  return { action: 'lambda:GetEventSourceMapping', resources: [mappingArn(account, uuid)], run };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html; a marker is the mapping that begins a page. */
function listEventSourceMappings(backend: Backend, account: Account, { query }: AwsRequest): AwsResponse {
  const sourceArn = query.get('EventSourceArn');
  const fn = query.get('FunctionName');
  const chosen = backend
    .eventSourceMappings()
    .filter((mapping) => sourceArn === null || sourceArnOf(mapping) === sourceArn)
    .filter(({ functionName }) => fn === null || functionName === functionNameIn(fn));
  const marker = query.get('Marker');
  const start = marker === null ? 0 : chosen.findIndex(({ uuid }) => uuid === marker);
  if (start === -1) throw new AwsError('InvalidParameterValueException', `Invalid marker: ${marker}`);
  const end = start + Math.min(Number(query.get('MaxItems') ?? MAX_ITEMS), MAX_ITEMS);
  return json(200, {
    EventSourceMappings: chosen.slice(start, end).map((mapping) => configuration(account, mapping)),
    ...(chosen[end] !== undefined && { NextMarker: chosen[end].uuid }),
  });
}

function getEventSourceMapping(backend: Backend, account: Account, uuid: string): AwsResponse {
  const mapping = backend.eventSourceMappings().find((each) => each.uuid === uuid);
  if (mapping === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
  }
  return json(200, configuration(account, mapping));
}

/**
 * The members that LocalStack's recordings of AWS have for a queue and for a stream (`test_lambda_integration_sqs.snapshot.json`,
 * `test_lambda_integration_dynamodbstreams.snapshot.json`).
 */
function configuration(account: Account, mapping: StartedMapping) {
  const { uuid, enabled, filterPatterns } = mapping;
  return {
    UUID: uuid,
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
    EventSourceArn: sourceArnOf(mapping),
    EventSourceMappingArn: mappingArn(account, uuid),
    FunctionArn: qualifiedFunctionArn(account, mapping),
    FunctionResponseTypes: mapping.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    LastModified: mapping.startedMs / 1000,
    State: enabled ? 'Enabled' : 'Disabled',
    ...(filterPatterns.length > 0 && { FilterCriteria: { Filters: filterPatterns.map((Pattern) => ({ Pattern })) } }),
    ...('queueArn' in mapping ? membersOfQueue(mapping) : membersOfStream(mapping)),
  };
}

function membersOfQueue({ maximumConcurrency }: QueueMapping) {
  return {
    StateTransitionReason: 'USER_INITIATED',
    ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
  };
}

function membersOfStream(mapping: StreamMapping) {
  return {
    StateTransitionReason: 'User action',
    BisectBatchOnFunctionError: mapping.bisectsBatches,
    DestinationConfig: {
      OnFailure: mapping.onFailureArn === undefined ? {} : { Destination: mapping.onFailureArn },
    },
    LastProcessingResult: 'No records processed',
    MaximumRecordAgeInSeconds: mapping.maximumRecordAgeSeconds,
    MaximumRetryAttempts: mapping.maximumRetryAttempts,
    ParallelizationFactor: 1,
    StartingPosition: mapping.startingPosition,
    TumblingWindowInSeconds: 0,
  };
}

function mappingArn({ region, accountId }: Account, uuid: string): string {
  return `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${uuid}`;
}

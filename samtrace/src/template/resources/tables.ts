import { tableArn, tableStreamArn } from '../../aws/arn.ts';
import type { TableIndex, TableResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

export const TABLE: ResourceKind = {
  type: 'AWS::DynamoDB::Table',
  identity: {
    nameProperty: 'TableName',
    maxNameLength: 255,
    attributes: (name, account) => ({
      Arn: tableArn(account, name),
      StreamArn: tableStreamArn(tableArn(account, name)),
    }),
  },
  properties: {
    acted: words(`AttributeDefinitions BillingMode GlobalSecondaryIndexes.*.IndexName GlobalSecondaryIndexes.*.KeySchema
      GlobalSecondaryIndexes.*.Projection GlobalSecondaryIndexes.*.ProvisionedThroughput KeySchema
      LocalSecondaryIndexes.*.IndexName LocalSecondaryIndexes.*.KeySchema LocalSecondaryIndexes.*.Projection
      ProvisionedThroughput StreamSpecification.StreamViewType TableName TimeToLiveSpecification.AttributeName TimeToLiveSpecification.Enabled`),
    withoutLocalEffect: words(`ContributorInsightsSpecification DeletionProtectionEnabled
      GlobalSecondaryIndexes.*.ContributorInsightsSpecification GlobalSecondaryIndexes.*.OnDemandThroughput
      GlobalSecondaryIndexes.*.WarmThroughput OnDemandThroughput PointInTimeRecoverySpecification SSESpecification
      StreamSpecification.ResourcePolicy TableClass Tags WarmThroughput`),
  },
  uniqueName: true,
};

const STREAM_VIEW_TYPES = ['KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE'] as const;

/** Every table. DynamoDB checks the definition when the table is created. */
export function readTables(declared: Declared): TableResource[] {
  return declared.ofTypes(TABLE.type).map(({ logicalId, name, properties }) => {
    const billingMode = properties.oneOf('BillingMode', ['PAY_PER_REQUEST', 'PROVISIONED']);
    const throughput = readThroughput(properties);
    const globalIndexes = readIndexes(properties, 'GlobalSecondaryIndexes');
    const localIndexes = readIndexes(properties, 'LocalSecondaryIndexes');
    if (!properties.has('KeySchema')) properties.refuse('KeySchema', 'is required.');
    const timeToLive = properties.nested('TimeToLiveSpecification');
    const streamViewType = properties.nested('StreamSpecification')?.oneOf('StreamViewType', STREAM_VIEW_TYPES);
    const expiryAttribute = timeToLive?.text('AttributeName');
    return {
      logicalId,
      definition: {
        TableName: name,
        AttributeDefinitions: properties.nestedList('AttributeDefinitions').map((attribute) => ({
          AttributeName: attribute.requiredText('AttributeName') ?? '',
          AttributeType: attribute.requiredText('AttributeType') ?? '',
        })),
        KeySchema: readKeySchema(properties),
        ...(billingMode !== undefined && { BillingMode: billingMode }),
        ...(throughput !== undefined && { ProvisionedThroughput: throughput }),
        ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
        ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes }),
      },
      ...(streamViewType !== undefined && { streamViewType }),
      ...(expiryAttribute !== undefined && {
        timeToLive: { AttributeName: expiryAttribute, Enabled: timeToLive?.text('Enabled') !== 'false' },
      }),
    };
  });
}

function readKeySchema(properties: Properties) {
  return properties.nestedList('KeySchema').map((element) => ({
    AttributeName: element.requiredText('AttributeName') ?? '',
    KeyType: element.requiredText('KeyType') ?? '',
  }));
}

function readIndexes(properties: Properties, property: string): TableIndex[] {
  return properties.nestedList(property).map((index) => {
    const projection = index.nested('Projection');
    const projectionType = projection?.text('ProjectionType');
    const nonKeyAttributes = projection?.texts('NonKeyAttributes');
    const throughput = readThroughput(index);
    return {
      IndexName: index.requiredText('IndexName') ?? '',
      KeySchema: readKeySchema(index),
      Projection: {
        ...(projectionType !== undefined && { ProjectionType: projectionType }),
        ...(nonKeyAttributes !== undefined && { NonKeyAttributes: nonKeyAttributes }),
      },
      ...(throughput !== undefined && { ProvisionedThroughput: throughput }),
    };
  });
}

function readThroughput(properties: Properties) {
  const throughput = properties.nested('ProvisionedThroughput');
  if (throughput === undefined) return undefined;
  return {
    ReadCapacityUnits: throughput.integer('ReadCapacityUnits', 1, Number.MAX_SAFE_INTEGER) ?? 1,
    WriteCapacityUnits: throughput.integer('WriteCapacityUnits', 1, Number.MAX_SAFE_INTEGER) ?? 1,
  };
}

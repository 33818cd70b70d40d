import { words } from '../resources/kind.ts';
import { TABLE } from '../resources/tables.ts';
import { list, literal, type Mapping, mapping, scalar, type Value } from '../value.ts';
import type { SamKind } from './kind.ts';

const TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/**
 * A table with a single key attribute: `id`, a string, unless `PrimaryKey` names another one.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
 */
export const SAM_SIMPLE_TABLE: SamKind = {
  type: 'AWS::Serverless::SimpleTable',
  properties: {
    acted: words('PrimaryKey.Name PrimaryKey.Type ProvisionedThroughput TableName'),
    withoutLocalEffect: words('PointInTimeRecoverySpecification SSESpecification Tags'),
  },
  globals: { name: 'SimpleTable', excluded: new Set(['PrimaryKey', 'TableName', 'ProvisionedThroughput', 'Tags']) },
  transform(table, { scope }) {
    const { logicalId, line, properties } = table;
    const { PrimaryKey, ProvisionedThroughput, TableName } = Object.fromEntries(properties.entries);
    const given: Mapping = PrimaryKey?.kind === 'mapping' ? PrimaryKey : mapping<Value>({}, line);
    const name = given.entries.get('Name') ?? scalar('id', line);
    const typeName = literal(given.entries.get('Type')) ?? 'String';
    const type = Object.hasOwn(TYPES, typeName) ? TYPES[typeName] : undefined;
    if (type === undefined) {
      scope.problems.add(
        given.line,
        `${logicalId}: PrimaryKey.Type must be String, Number or Binary, not ${typeName}.`,
      );
    }
    const only = (entries: Record<string, Value>) => list([mapping(entries, line)], line);
    const made = {
      AttributeDefinitions: only({ AttributeName: name, AttributeType: scalar(type ?? 'S', line) }),
      KeySchema: only({ AttributeName: name, KeyType: scalar('HASH', line) }),
      BillingMode: ProvisionedThroughput === undefined ? scalar('PAY_PER_REQUEST', line) : undefined,
      ProvisionedThroughput,
      TableName,
    };
    return [{ ...table, type: TABLE.type, properties: mapping(made, properties.line) }];
  },
};

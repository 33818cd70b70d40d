import { type Account, qualifiedFunctionArn, queueArn } from '../../aws/arn.ts';
import type { ResourcePolicy, ResourceStatement } from '../../aws/iam.ts';
import type { PermissionResource } from '../model.ts';
import type { Properties } from '../properties.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';
import { readStatement } from './policy-document.ts';

export const TOPIC_POLICY: ResourceKind = {
  type: 'AWS::SNS::TopicPolicy',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: { acted: words('PolicyDocument Topics'), withoutLocalEffect: [] },
  uniqueName: false,
};

export const QUEUE_POLICY: ResourceKind = {
  type: 'AWS::SQS::QueuePolicy',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: { acted: words('PolicyDocument Queues'), withoutLocalEffect: [] },
  uniqueName: false,
};

/** The policies of topics, queues and functions, which allow services to send to them. */
export function readResourcePolicies(
  declared: Declared,
  permissions: readonly PermissionResource[],
  account: Account,
): ResourcePolicy[] {
  const topics = declared.ofTypes(TOPIC_POLICY.type).flatMap(({ logicalId, properties }) => {
    const statements = readStatements(properties.nested('PolicyDocument'));
    return (properties.texts('Topics') ?? []).map((resourceArn) => ({ resourceArn, name: logicalId, statements }));
  });
  const queues = declared.ofTypes(QUEUE_POLICY.type).flatMap(({ logicalId, properties }) => {
    const statements = readStatements(properties.nested('PolicyDocument'));
    const urls = properties.texts('Queues') ?? [];
    return urls.map((url) => ({ resourceArn: queueArn(account, nameInUrl(url)), name: logicalId, statements }));
  });
  return [...topics, ...queues, ...permissions.map((permission) => permissionPolicy(permission, account))];
}

/** AWS::Lambda::Permission is a statement of its function's policy. */
function permissionPolicy(permission: PermissionResource, account: Account): ResourcePolicy {
  const { principal, sourceArn, sourceAccount } = permission;
  const resourceArn = qualifiedFunctionArn(account, permission);
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { 'aws:SourceArn': [sourceArn] } }),
    ...(sourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': [sourceAccount] } }),
  };
  const statement: ResourceStatement = {
    effect: 'Allow',
    action: ['lambda:InvokeFunction'],
    resource: [resourceArn],
    principals: [principal],
    ...(Object.keys(condition).length > 0 && { condition }),
  };
  return { resourceArn, name: 'AWS::Lambda::Permission', statements: [statement] };
}

function readStatements(document: Properties | undefined): ResourceStatement[] {
  return (document?.nestedList('Statement') ?? []).flatMap((statement) => {
    if (statement.has('NotPrincipal')) {
      statement.refuse('NotPrincipal', 'is not supported: name the principals that are let in.');
    }
    const read = readStatement(statement, ['Principal', 'NotPrincipal']);
    return read === undefined ? [] : [{ ...read, principals: readPrincipals(statement) }];
  });
}

/** `*`, or a mapping such as `{Service: events.amazonaws.com}`. `{AWS: '*'}` is every principal, too. */
function readPrincipals(statement: Properties): string[] {
  if (statement.get('Principal')?.kind === 'scalar') return statement.texts('Principal') ?? [];
  const principal = statement.nested('Principal');
  return (principal?.names() ?? []).flatMap((name) => principal?.texts(name) ?? []);
}

function nameInUrl(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

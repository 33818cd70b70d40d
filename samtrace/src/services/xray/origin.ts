import type { Entity } from '../../aws/segment-document.ts';

/** How a call's downstream appears on the service map. */
export interface Downstream {
  readonly name: string;
  /** `AWS::…`, `Database::SQL` or `remote`. */
  readonly type: string;
}

/**
 * AWS clients whose calls name a resource: the service's name in the subsegment, the member of `aws` with the resource,
 * and the type of the node that stands for it.
 */
const RESOURCES: readonly { service: string; member: string; type: string }[] = [
  { service: 'DynamoDB', member: 'table_name', type: 'AWS::DynamoDB::Table' },
  { service: 'S3', member: 'bucket_name', type: 'AWS::S3::Bucket' },
  { service: 'SQS', member: 'queue_url', type: 'AWS::SQS::Queue' },
  // A called function that sends segments of its own is an AWS::Lambda node; one that sends none joins the same node.
  { service: 'Lambda', member: 'function_name', type: 'AWS::Lambda' },
];

/** The table, bucket, queue or function that an AWS call names, which X-Ray writes into `aws.resource_names`. */
export function resourceOf(call: Pick<Partial<Entity>, 'name' | 'namespace' | 'aws'>): string | undefined {
  const resource = call.namespace === 'aws' ? ruleFor(call) : undefined;
  const value = resource && call.aws?.[resource.member];
  return typeof value === 'string' ? value : undefined;
}

/** The node that X-Ray infers from a subsegment with a namespace, where the called service sends no segment of its own. */
export function downstreamOf(call: Pick<Entity, 'name' | 'namespace' | 'aws' | 'sql'>): Downstream {
  if (call.sql) return { name: call.name, type: 'Database::SQL' };
  if (call.namespace !== 'aws') return { name: call.name, type: 'remote' };
  const resource = resourceOf(call);
  const type = resource === undefined ? undefined : ruleFor(call)?.type;
  return { name: resource ?? call.name, type: type ?? `AWS::${call.name}` };
}

function ruleFor(call: Pick<Partial<Entity>, 'name' | 'aws'>) {
  return RESOURCES.find(({ service, member }) => service === call.name && call.aws?.[member] !== undefined);
}

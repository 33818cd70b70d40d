import type { Entity } from '../../aws/segment-document.ts';
import { awsServiceOf } from './aws-services.ts';

/** How a called service appears on the service map. */
export interface Downstream {
  readonly name: string;
  /** `AWS::…`, `Database::SQL` or `remote`. */
  readonly type: string;
}

/** Whether a subsegment is a call to another service. The SDK for Python writes `local` for all other subsegments. */
export function isCall({ namespace }: Pick<Entity, 'namespace'>): boolean {
  return namespace === 'aws' || namespace === 'remote';
}

/** The table, bucket, queue or function that an AWS call names. X-Ray writes it into `aws.resource_names`. */
export function resourceOf(call: Pick<Partial<Entity>, 'name' | 'namespace' | 'aws'>): string | undefined {
  const resource = call.namespace === 'aws' ? awsServiceOf(call.name ?? '')?.resource : undefined;
  const value = resource && call.aws?.[resource.member];
  return typeof value === 'string' ? value : undefined;
}

/** The node that X-Ray infers from a call if the called service sends no segment. */
export function downstreamOf(call: Pick<Entity, 'name' | 'namespace' | 'aws' | 'sql'>): Downstream {
  if (call.sql) return { name: call.name, type: 'Database::SQL' };
  if (call.namespace !== 'aws') return { name: call.name, type: 'remote' };
  const service = awsServiceOf(call.name);
  const name = resourceOf(call);
  if (service?.resource !== undefined && name !== undefined) return { name, type: service.resource.type };
  const serviceName = service?.name ?? call.name;
  return { name: serviceName, type: `AWS::${serviceName}` };
}

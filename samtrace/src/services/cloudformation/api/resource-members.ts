import { texts } from '../../../aws/query-protocol.ts';
import { element } from '../../../aws/xml.ts';
import type { CreatedResource } from '../contract.ts';

/** The members that StackResource and StackResourceSummary share. */
export function resourceMembers({ logicalId, type, physicalId }: CreatedResource): string {
  return (
    texts({
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: 'CREATE_COMPLETE',
    }) + element('DriftInformation', texts({ StackResourceDriftStatus: 'NOT_CHECKED' }))
  );
}

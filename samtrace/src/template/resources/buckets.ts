import { bucketArn } from '../../aws/arn.ts';
import type { BucketResource } from '../model.ts';
import { NOTIFICATION_PROPERTIES, readBucketNotifications } from './bucket-notifications.ts';
import type { Declared } from './declared.ts';
import { type ResourceKind, words } from './kind.ts';

export const BUCKET: ResourceKind = {
  type: 'AWS::S3::Bucket',
  identity: {
    nameProperty: 'BucketName',
    maxNameLength: 63,
    lowerCase: true,
    attributes: (name, { region }) => ({
      Arn: bucketArn(name),
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
    }),
  },
  properties: {
    acted: ['BucketName', ...NOTIFICATION_PROPERTIES],
    withoutLocalEffect: words(`AccelerateConfiguration AccessControl AnalyticsConfigurations BucketEncryption
      CorsConfiguration IntelligentTieringConfigurations InventoryConfigurations LifecycleConfiguration
      LoggingConfiguration MetricsConfigurations OwnershipControls PublicAccessBlockConfiguration Tags
      VersioningConfiguration`),
  },
  uniqueName: true,
};

export function readBuckets(declared: Declared): BucketResource[] {
  return declared.ofTypes(BUCKET.type).map(({ logicalId, name, properties }) => {
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
      properties.refuse('BucketName', `must be 3 to 63 lower-case letters, digits, dots or hyphens, not ${name}.`);
    }
    return { logicalId, name, notifications: readBucketNotifications(properties) };
  });
}

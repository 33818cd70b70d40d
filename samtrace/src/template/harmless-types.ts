import { words } from './resources/kind.ts';

/**
 * Resource types that no function and no trace could notice: alarms, dashboards, keys, and the policies of buckets and log
 * groups, which are not evaluated locally. They are ignored, and `strict` accepts them.
 */
export const HARMLESS_TYPES: ReadonlySet<string> = new Set(
  words(`AWS::ApplicationInsights::Application AWS::CloudWatch::Alarm AWS::CloudWatch::AnomalyDetector
    AWS::CloudWatch::CompositeAlarm AWS::CloudWatch::Dashboard AWS::CloudWatch::LogAlarm AWS::KMS::Alias AWS::KMS::Key AWS::Logs::MetricFilter
    AWS::Logs::QueryDefinition AWS::Logs::ResourcePolicy AWS::ResourceGroups::Group AWS::S3::BucketPolicy AWS::XRay::Group AWS::XRay::SamplingRule`),
);

/**
 * What the local stack makes of each resource type. `docs/template-support.md` shows these tables, kept equal by a test.
 * A name may be a path: `LoggingConfig.LogFormat`. A path stands for everything below it. `*` is any key.
 * Whatever is in no list is refused by name.
 */
export interface TypeSupport {
  /** Acted on. */
  readonly acted: readonly string[];
  /** Known to change nothing locally: named in one line at start. */
  readonly withoutLocalEffect: readonly string[];
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

/** Properties that a SAM function and a Lambda function have in common. */
const FUNCTION = {
  acted:
    words(`Architectures Description Environment.Variables FunctionName Handler MemorySize PackageType ReservedConcurrentExecutions
    Role Runtime Timeout LoggingConfig.ApplicationLogLevel LoggingConfig.LogFormat LoggingConfig.LogGroup
    LoggingConfig.SystemLogLevel`),
  withoutLocalEffect: words(`CodeSigningConfigArn EphemeralStorage KmsKeyArn RecursiveLoop
    RuntimeManagementConfig Tags VpcConfig`),
};

export const RESOURCE_TYPES: Readonly<Record<string, TypeSupport>> = {
  'AWS::Serverless::Function': {
    acted: [
      ...FUNCTION.acted,
      ...words(`AssumeRolePolicyDocument CodeUri Events.*.Type Events.*.Properties
        EventInvokeConfig.DestinationConfig.OnFailure.Destination
        EventInvokeConfig.DestinationConfig.OnFailure.Type EventInvokeConfig.MaximumEventAgeInSeconds
        EventInvokeConfig.MaximumRetryAttempts InlineCode Policies Tracing`),
    ],
    withoutLocalEffect: [
      ...FUNCTION.withoutLocalEffect,
      ...words('PermissionsBoundary PropagateTags RolePath SourceKMSKeyArn'),
    ],
  },
  'AWS::Lambda::Function': {
    acted: [...FUNCTION.acted, ...words('Code.ZipFile TracingConfig.Mode')],
    withoutLocalEffect: [...FUNCTION.withoutLocalEffect, 'Code.SourceKMSKeyArn'],
  },
  'AWS::Lambda::Permission': {
    acted: words('Action FunctionName Principal SourceAccount SourceArn'),
    withoutLocalEffect: words('EventSourceToken PrincipalOrgID'),
  },
  'AWS::Lambda::EventInvokeConfig': {
    acted: words(`DestinationConfig.OnFailure.Destination FunctionName MaximumEventAgeInSeconds MaximumRetryAttempts
      Qualifier`),
    withoutLocalEffect: [],
  },
  'AWS::Logs::LogGroup': {
    acted: words('LogGroupName RetentionInDays'),
    withoutLocalEffect: words(`BearerTokenAuthenticationEnabled DataProtectionPolicy DeletionProtectionEnabled
      FieldIndexPolicies KmsKeyId LogGroupClass ResourcePolicyDocument Tags`),
  },
  'AWS::Logs::SubscriptionFilter': {
    acted: words('DestinationArn FilterName FilterPattern LogGroupName'),
    withoutLocalEffect: ['Distribution'],
  },
  'AWS::S3::Bucket': {
    acted: ['BucketName'],
    withoutLocalEffect: words(`AccelerateConfiguration AccessControl AnalyticsConfigurations BucketEncryption
      CorsConfiguration IntelligentTieringConfigurations InventoryConfigurations LifecycleConfiguration
      LoggingConfiguration MetricsConfigurations OwnershipControls PublicAccessBlockConfiguration Tags
      VersioningConfiguration`),
  },
  'AWS::SQS::Queue': {
    acted: words(`ContentBasedDeduplication DelaySeconds FifoQueue MaximumMessageSize MessageRetentionPeriod QueueName
      ReceiveMessageWaitTimeSeconds RedrivePolicy VisibilityTimeout`),
    withoutLocalEffect: words(`DeduplicationScope FifoThroughputLimit KmsDataKeyReusePeriodSeconds KmsMasterKeyId
      RedriveAllowPolicy SqsManagedSseEnabled Tags`),
  },
  'AWS::IAM::Role': {
    acted: words('AssumeRolePolicyDocument Description ManagedPolicyArns Policies RoleName'),
    withoutLocalEffect: words('MaxSessionDuration Path PermissionsBoundary Tags'),
  },
  'AWS::IAM::Policy': { acted: words('PolicyDocument PolicyName Roles'), withoutLocalEffect: words('Groups Users') },
  'AWS::IAM::ManagedPolicy': {
    acted: words('Description ManagedPolicyName PolicyDocument Roles'),
    withoutLocalEffect: words('Groups Path Users'),
  },
};

/** Types that change nothing locally as a whole: alarms, keys, what is only looked at, and policies of resources. */
export const TYPES_WITHOUT_LOCAL_EFFECT: ReadonlySet<string> = new Set(
  words(`AWS::ApplicationInsights::Application AWS::CloudWatch::Alarm AWS::CloudWatch::AnomalyDetector
    AWS::CloudWatch::CompositeAlarm AWS::CloudWatch::Dashboard AWS::KMS::Alias AWS::KMS::Key AWS::Logs::MetricFilter
    AWS::Logs::QueryDefinition AWS::ResourceGroups::Group AWS::S3::BucketPolicy AWS::SNS::Topic AWS::SNS::TopicPolicy
    AWS::SQS::QueuePolicy AWS::XRay::Group AWS::XRay::SamplingRule`),
);

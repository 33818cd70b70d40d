import { words } from '../resources/kind.ts';

export interface PolicyTemplate {
  readonly parameters: readonly string[];
  readonly statements: readonly TemplateStatement[];
}

export interface TemplateStatement {
  readonly resources: readonly string[];
  readonly actions: readonly string[];
  readonly condition?: Condition;
}

type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `parameters`, resources and actions are lists of words. */
function template(
  parameters: string,
  ...statements: readonly [resources: string, actions: string, condition?: Condition][]
): PolicyTemplate {
  return {
    parameters: words(parameters),
    statements: statements.map(([resources, actions, condition]) => ({
      resources: words(resources),
      actions: words(actions),
      ...(condition === undefined ? {} : { condition }),
    })),
  };
}

/**
 * SAM's policy templates. `{HERE}` is the stack's Region and account; any other word in braces is a parameter.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export const POLICY_TEMPLATES: Readonly<Record<string, PolicyTemplate>> = {
  AcmGetCertificatePolicy: template('CertificateArn', ['{CertificateArn}', 'acm:GetCertificate']),
  AMIDescribePolicy: template('', ['*', 'ec2:DescribeImages']),
  AthenaQueryPolicy: template(
    'WorkGroupName',
    [
      '*',
      `athena:ListWorkGroups athena:GetExecutionEngine athena:GetExecutionEngines athena:GetNamespace
      athena:GetCatalogs athena:GetNamespaces athena:GetTables athena:GetTable`,
    ],
    [
      'arn:aws:athena:{HERE}:workgroup/{WorkGroupName}',
      `athena:StartQueryExecution athena:GetQueryResults athena:DeleteNamedQuery athena:GetNamedQuery
      athena:ListQueryExecutions athena:StopQueryExecution athena:GetQueryResultsStream athena:ListNamedQueries
      athena:CreateNamedQuery athena:GetQueryExecution athena:BatchGetNamedQuery athena:BatchGetQueryExecution
      athena:GetWorkGroup`,
    ],
  ),
  AWSSecretsManagerGetSecretValuePolicy: template('SecretArn', ['{SecretArn}', 'secretsmanager:GetSecretValue']),
  AWSSecretsManagerRotationPolicy: template(
    'FunctionName',
    [
      'arn:aws:secretsmanager:{HERE}:secret:*',
      `secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue
      secretsmanager:UpdateSecretVersionStage`,
      {
        StringEquals: {
          'secretsmanager:resource/AllowRotationLambdaArn': 'arn:aws:lambda:{HERE}:function:{FunctionName}',
        },
      },
    ],
    ['*', 'secretsmanager:GetRandomPassword'],
  ),
  CloudFormationDescribeStacksPolicy: template('', [
    'arn:aws:cloudformation:{HERE}:stack/*',
    'cloudformation:DescribeStacks',
  ]),
  CloudWatchDashboardPolicy: template('', [
    '*',
    `cloudwatch:GetDashboard cloudwatch:ListDashboards cloudwatch:PutDashboard cloudwatch:ListMetrics`,
  ]),
  CloudWatchDescribeAlarmHistoryPolicy: template('', ['*', 'cloudwatch:DescribeAlarmHistory']),
  CloudWatchPutMetricPolicy: template('', ['*', 'cloudwatch:PutMetricData']),
  CodeCommitCrudPolicy: template('RepositoryName', [
    'arn:aws:codecommit:{HERE}:{RepositoryName}',
    `codecommit:GitPull codecommit:GitPush codecommit:CreateBranch codecommit:DeleteBranch codecommit:GetBranch
      codecommit:ListBranches codecommit:MergeBranchesByFastForward codecommit:MergeBranchesBySquash
      codecommit:MergeBranchesByThreeWay codecommit:UpdateDefaultBranch codecommit:BatchDescribeMergeConflicts
      codecommit:CreateUnreferencedMergeCommit codecommit:DescribeMergeConflicts codecommit:GetMergeCommit
      codecommit:GetMergeOptions codecommit:BatchGetPullRequests codecommit:CreatePullRequest
      codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest codecommit:GetCommitsFromMergeBase
      codecommit:GetMergeConflicts codecommit:GetPullRequest codecommit:ListPullRequests
      codecommit:MergePullRequestByFastForward codecommit:MergePullRequestBySquash
      codecommit:MergePullRequestByThreeWay codecommit:PostCommentForPullRequest
      codecommit:UpdatePullRequestDescription codecommit:UpdatePullRequestStatus codecommit:UpdatePullRequestTitle
      codecommit:DeleteFile codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:PutFile
      codecommit:DeleteCommentContent codecommit:GetComment codecommit:GetCommentsForComparedCommit
      codecommit:PostCommentForComparedCommit codecommit:PostCommentReply codecommit:UpdateComment
      codecommit:BatchGetCommits codecommit:CreateCommit codecommit:GetCommit codecommit:GetCommitHistory
      codecommit:GetDifferences codecommit:GetObjectIdentifier codecommit:GetReferences codecommit:GetTree
      codecommit:GetRepository codecommit:UpdateRepositoryDescription codecommit:ListTagsForResource
      codecommit:TagResource codecommit:UntagResource codecommit:GetRepositoryTriggers
      codecommit:PutRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit
      codecommit:UploadArchive codecommit:GetUploadArchiveStatus codecommit:CancelUploadArchive`,
  ]),
  CodeCommitReadPolicy: template('RepositoryName', [
    'arn:aws:codecommit:{HERE}:{RepositoryName}',
    `codecommit:GitPull codecommit:GetBranch codecommit:ListBranches codecommit:BatchDescribeMergeConflicts
      codecommit:DescribeMergeConflicts codecommit:GetMergeCommit codecommit:GetMergeOptions
      codecommit:BatchGetPullRequests codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest
      codecommit:GetCommitsFromMergeBase codecommit:GetMergeConflicts codecommit:GetPullRequest
      codecommit:ListPullRequests codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:GetComment
      codecommit:GetCommentsForComparedCommit codecommit:BatchGetCommits codecommit:GetCommit
      codecommit:GetCommitHistory codecommit:GetDifferences codecommit:GetObjectIdentifier
      codecommit:GetReferences codecommit:GetTree codecommit:GetRepository codecommit:ListTagsForResource
      codecommit:GetRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit
      codecommit:GetUploadArchiveStatus`,
  ]),
  CodePipelineLambdaExecutionPolicy: template('', [
    '*',
    'codepipeline:PutJobSuccessResult codepipeline:PutJobFailureResult',
  ]),
  CodePipelineReadOnlyPolicy: template('PipelineName', [
    'arn:aws:codepipeline:{HERE}:{PipelineName}',
    'codepipeline:ListPipelineExecutions',
  ]),
  ComprehendBasicAccessPolicy: template('', [
    '*',
    `comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage comprehend:DetectEntities
      comprehend:BatchDetectEntities comprehend:DetectKeyPhrases comprehend:DetectSentiment
      comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment`,
  ]),
  CostExplorerReadOnlyPolicy: template('', [
    '*',
    `ce:GetCostAndUsage ce:GetDimensionValues ce:GetReservationCoverage ce:GetReservationPurchaseRecommendation
      ce:GetReservationUtilization ce:GetTags`,
  ]),
  DynamoDBBackupFullAccessPolicy: template(
    'TableName',
    ['arn:aws:dynamodb:{HERE}:table/{TableName}', 'dynamodb:CreateBackup dynamodb:DescribeContinuousBackups'],
    [
      'arn:aws:dynamodb:{HERE}:table/{TableName}/backup/*',
      'dynamodb:DeleteBackup dynamodb:DescribeBackup dynamodb:ListBackups',
    ],
  ),
  DynamoDBCrudPolicy: template('TableName', [
    'arn:aws:dynamodb:{HERE}:table/{TableName} arn:aws:dynamodb:{HERE}:table/{TableName}/index/*',
    `dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:Query dynamodb:UpdateItem
      dynamodb:BatchWriteItem dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem`,
  ]),
  DynamoDBReadPolicy: template('TableName', [
    'arn:aws:dynamodb:{HERE}:table/{TableName} arn:aws:dynamodb:{HERE}:table/{TableName}/index/*',
    'dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem dynamodb:DescribeTable',
  ]),
  DynamoDBReconfigurePolicy: template('TableName', [
    'arn:aws:dynamodb:{HERE}:table/{TableName}',
    'dynamodb:UpdateTable',
  ]),
  DynamoDBRestoreFromBackupPolicy: template(
    'TableName',
    ['arn:aws:dynamodb:{HERE}:table/{TableName}/backup/*', 'dynamodb:RestoreTableFromBackup'],
    [
      'arn:aws:dynamodb:{HERE}:table/{TableName}',
      `dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:Scan
      dynamodb:BatchWriteItem`,
    ],
  ),
  DynamoDBStreamReadPolicy: template(
    'StreamName TableName',
    [
      'arn:aws:dynamodb:{HERE}:table/{TableName}/stream/{StreamName}',
      'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator',
    ],
    ['arn:aws:dynamodb:{HERE}:table/{TableName}/stream/*', 'dynamodb:ListStreams'],
  ),
  DynamoDBWritePolicy: template('TableName', [
    'arn:aws:dynamodb:{HERE}:table/{TableName} arn:aws:dynamodb:{HERE}:table/{TableName}/index/*',
    'dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem',
  ]),
  EC2CopyImagePolicy: template('ImageId', ['arn:aws:ec2:{HERE}:image/{ImageId}', 'ec2:CopyImage']),
  EC2DescribePolicy: template('', ['*', 'ec2:DescribeRegions ec2:DescribeInstances']),
  EcsRunTaskPolicy: template('TaskDefinition', ['arn:aws:ecs:{HERE}:task-definition/{TaskDefinition}', 'ecs:RunTask']),
  EFSWriteAccessPolicy: template('AccessPoint FileSystem', [
    'arn:aws:elasticfilesystem:{HERE}:file-system/{FileSystem}',
    'elasticfilesystem:ClientMount elasticfilesystem:ClientWrite',
    {
      StringEquals: {
        'elasticfilesystem:AccessPointArn': 'arn:aws:elasticfilesystem:{HERE}:access-point/{AccessPoint}',
      },
    },
  ]),
  EKSDescribePolicy: template('', ['*', 'eks:DescribeCluster eks:ListClusters']),
  ElasticMapReduceAddJobFlowStepsPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:AddJobFlowSteps',
  ]),
  ElasticMapReduceCancelStepsPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:CancelSteps',
  ]),
  ElasticMapReduceModifyInstanceFleetPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:ModifyInstanceFleet elasticmapreduce:ListInstanceFleets',
  ]),
  ElasticMapReduceModifyInstanceGroupsPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:ModifyInstanceGroups elasticmapreduce:ListInstanceGroups',
  ]),
  ElasticMapReduceSetTerminationProtectionPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:SetTerminationProtection',
  ]),
  ElasticMapReduceTerminateJobFlowsPolicy: template('ClusterId', [
    'arn:aws:elasticmapreduce:{HERE}:cluster/{ClusterId}',
    'elasticmapreduce:TerminateJobFlows',
  ]),
  ElasticsearchHttpPostPolicy: template('DomainName', [
    'arn:aws:es:{HERE}:domain/{DomainName}/*',
    'es:ESHttpPost es:ESHttpPut',
  ]),
  EventBridgePutEventsPolicy: template('EventBusName', [
    'arn:aws:events:{HERE}:event-bus/{EventBusName}',
    'events:PutEvents',
  ]),
  FilterLogEventsPolicy: template('LogGroupName', [
    'arn:aws:logs:{HERE}:log-group:{LogGroupName}:log-stream:*',
    'logs:FilterLogEvents',
  ]),
  FirehoseCrudPolicy: template('DeliveryStreamName', [
    'arn:aws:firehose:{HERE}:deliverystream/{DeliveryStreamName}',
    `firehose:CreateDeliveryStream firehose:DeleteDeliveryStream firehose:DescribeDeliveryStream
      firehose:PutRecord firehose:PutRecordBatch firehose:UpdateDestination`,
  ]),
  FirehoseWritePolicy: template('DeliveryStreamName', [
    'arn:aws:firehose:{HERE}:deliverystream/{DeliveryStreamName}',
    'firehose:PutRecord firehose:PutRecordBatch',
  ]),
  KinesisCrudPolicy: template('StreamName', [
    'arn:aws:kinesis:{HERE}:stream/{StreamName}',
    `kinesis:AddTagsToStream kinesis:CreateStream kinesis:DecreaseStreamRetentionPeriod kinesis:DeleteStream
      kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetShardIterator
      kinesis:IncreaseStreamRetentionPeriod kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord
      kinesis:PutRecords kinesis:SplitShard kinesis:RemoveTagsFromStream`,
  ]),
  KinesisStreamReadPolicy: template(
    'StreamName',
    ['arn:aws:kinesis:{HERE}:stream/*', 'kinesis:ListStreams kinesis:DescribeLimits'],
    [
      'arn:aws:kinesis:{HERE}:stream/{StreamName}',
      `kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator`,
    ],
  ),
  KMSDecryptPolicy: template('KeyId', ['arn:aws:kms:{HERE}:key/{KeyId}', 'kms:Decrypt']),
  KMSEncryptPolicy: template('KeyId', ['arn:aws:kms:{HERE}:key/{KeyId}', 'kms:Encrypt']),
  KMSEncryptPolicy_v2: template('KeyId', [
    'arn:aws:kms:{HERE}:key/{KeyId}',
    `kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:GenerateDataKeyPair
      kms:GenerateDataKeyPairWithoutPlaintext`,
  ]),
  LambdaInvokePolicy: template('FunctionName', [
    'arn:aws:lambda:{HERE}:function:{FunctionName}*',
    'lambda:InvokeFunction',
  ]),
  MobileAnalyticsWriteOnlyAccessPolicy: template('', ['*', 'mobileanalytics:PutEvents']),
  OrganizationsListAccountsPolicy: template('', ['*', 'organizations:ListAccounts']),
  PinpointEndpointAccessPolicy: template('PinpointApplicationId', [
    'arn:aws:mobiletargeting:{HERE}:apps/{PinpointApplicationId}/endpoints/*',
    `mobiletargeting:GetEndpoint mobiletargeting:UpdateEndpoint mobiletargeting:UpdateEndpointsBatch`,
  ]),
  PollyFullAccessPolicy: template(
    'LexiconName',
    ['arn:aws:polly:{HERE}:lexicon/{LexiconName}', 'polly:GetLexicon polly:DeleteLexicon'],
    [
      'arn:aws:polly:{HERE}:lexicon/*',
      'polly:DescribeVoices polly:ListLexicons polly:PutLexicon polly:SynthesizeSpeech',
    ],
  ),
  RekognitionDetectOnlyPolicy: template('', [
    '*',
    `rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels rekognition:DetectText`,
  ]),
  RekognitionFacesManagementPolicy: template('CollectionId', [
    'arn:aws:rekognition:{HERE}:collection/{CollectionId}',
    `rekognition:IndexFaces rekognition:DeleteFaces rekognition:SearchFaces rekognition:SearchFacesByImage
      rekognition:ListFaces`,
  ]),
  RekognitionFacesPolicy: template('', ['*', 'rekognition:CompareFaces rekognition:DetectFaces']),
  RekognitionLabelsPolicy: template('', ['*', 'rekognition:DetectLabels rekognition:DetectModerationLabels']),
  RekognitionNoDataAccessPolicy: template('CollectionId', [
    'arn:aws:rekognition:{HERE}:collection/{CollectionId}',
    `rekognition:CompareFaces rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels`,
  ]),
  RekognitionReadPolicy: template('CollectionId', [
    'arn:aws:rekognition:{HERE}:collection/{CollectionId}',
    `rekognition:ListCollections rekognition:ListFaces rekognition:SearchFaces rekognition:SearchFacesByImage`,
  ]),
  RekognitionWriteOnlyAccessPolicy: template('CollectionId', [
    'arn:aws:rekognition:{HERE}:collection/{CollectionId}',
    'rekognition:CreateCollection rekognition:IndexFaces',
  ]),
  Route53ChangeResourceRecordSetsPolicy: template('HostedZoneId', [
    'arn:aws:route53:::hostedzone/{HostedZoneId}',
    'route53:ChangeResourceRecordSets',
  ]),
  S3CrudPolicy: template('BucketName', [
    'arn:aws:s3:::{BucketName} arn:aws:s3:::{BucketName}/*',
    `s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl
      s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject`,
  ]),
  S3FullAccessPolicy: template(
    'BucketName',
    [
      'arn:aws:s3:::{BucketName}/*',
      `s3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject
      s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging
      s3:PutObjectTagging s3:PutObjectVersionTagging`,
    ],
    [
      'arn:aws:s3:::{BucketName}',
      's3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration',
    ],
  ),
  S3ReadPolicy: template('BucketName', [
    'arn:aws:s3:::{BucketName} arn:aws:s3:::{BucketName}/*',
    `s3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration`,
  ]),
  S3WritePolicy: template('BucketName', [
    'arn:aws:s3:::{BucketName} arn:aws:s3:::{BucketName}/*',
    's3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration',
  ]),
  SageMakerCreateEndpointConfigPolicy: template('EndpointConfigName', [
    'arn:aws:sagemaker:{HERE}:endpoint-config/{EndpointConfigName}',
    'sagemaker:CreateEndpointConfig',
  ]),
  SageMakerCreateEndpointPolicy: template('EndpointName', [
    'arn:aws:sagemaker:{HERE}:endpoint/{EndpointName}',
    'sagemaker:CreateEndpoint',
  ]),
  ServerlessRepoReadWriteAccessPolicy: template('', [
    'arn:aws:serverlessrepo:{HERE}:applications/*',
    `serverlessrepo:CreateApplication serverlessrepo:CreateApplicationVersion serverlessrepo:UpdateApplication
      serverlessrepo:GetApplication serverlessrepo:ListApplications serverlessrepo:ListApplicationVersions
      serverlessrepo:ListApplicationDependencies`,
  ]),
  SESBulkTemplatedCrudPolicy: template('IdentityName', [
    'arn:aws:ses:{HERE}:identity/{IdentityName}',
    `ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail
      ses:SendBulkTemplatedEmail ses:VerifyEmailIdentity`,
  ]),
  SESBulkTemplatedCrudPolicy_v2: template(
    'IdentityName TemplateName',
    [
      'arn:aws:ses:{HERE}:identity/{IdentityName} arn:aws:ses:{HERE}:template/{TemplateName}',
      'ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail',
    ],
    ['*', 'ses:GetIdentityVerificationAttributes ses:VerifyEmailIdentity'],
  ),
  SESCrudPolicy: template('IdentityName', [
    'arn:aws:ses:{HERE}:identity/{IdentityName}',
    'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:VerifyEmailIdentity',
  ]),
  SESEmailTemplateCrudPolicy: template('', [
    '*',
    `ses:CreateTemplate ses:GetTemplate ses:ListTemplates ses:UpdateTemplate ses:DeleteTemplate
      ses:TestRenderTemplate`,
  ]),
  SESSendBouncePolicy: template('IdentityName', ['arn:aws:ses:{HERE}:identity/{IdentityName}', 'ses:SendBounce']),
  SNSCrudPolicy: template('TopicName', [
    'arn:aws:sns:{HERE}:{TopicName}*',
    'sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish',
  ]),
  SNSPublishMessagePolicy: template('TopicName', ['arn:aws:sns:{HERE}:{TopicName}', 'sns:Publish']),
  SQSPollerPolicy: template('QueueName', [
    'arn:aws:sqs:{HERE}:{QueueName}',
    `sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch
      sqs:GetQueueAttributes sqs:ReceiveMessage`,
  ]),
  SQSSendMessagePolicy: template('QueueName', ['arn:aws:sqs:{HERE}:{QueueName}', 'sqs:SendMessage*']),
  SSMParameterReadPolicy: template(
    'ParameterName',
    ['*', 'ssm:DescribeParameters'],
    ['arn:aws:ssm:{HERE}:parameter/{ParameterName}', 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath'],
  ),
  SSMParameterWithSlashPrefixReadPolicy: template(
    'ParameterName',
    ['*', 'ssm:DescribeParameters'],
    ['arn:aws:ssm:{HERE}:parameter{ParameterName}', 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath'],
  ),
  StepFunctionsCallbackPolicy: template('StateMachineName', [
    'arn:aws:states:{HERE}:stateMachine:{StateMachineName}',
    'states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess',
  ]),
  StepFunctionsExecutionPolicy: template('StateMachineName', [
    'arn:aws:states:{HERE}:stateMachine:{StateMachineName}',
    'states:StartExecution',
  ]),
  StepFunctionsExecutionPolicy_v2: template('StateMachineName', [
    'arn:aws:states:{HERE}:stateMachine:{StateMachineName}',
    'states:StartExecution states:StartSyncExecution',
  ]),
  TextractDetectAnalyzePolicy: template('', [
    '*',
    `textract:DetectDocumentText textract:StartDocumentTextDetection textract:StartDocumentAnalysis
      textract:AnalyzeDocument`,
  ]),
  TextractGetResultPolicy: template('', ['*', 'textract:GetDocumentTextDetection textract:GetDocumentAnalysis']),
  TextractPolicy: template('', ['*', 'textract:*']),
  VPCAccessPolicy: template('', [
    '*',
    `ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces
      ec2:DetachNetworkInterface`,
  ]),
};

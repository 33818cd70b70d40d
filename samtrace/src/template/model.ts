import type { QualifiedFunction } from '../aws/arn.ts';
import type { ResourcePolicy, Role } from '../aws/iam.ts';
import type { ApiDefinition } from '../services/apigateway/contract.ts';
import type { IndexDefinition, StreamViewType, TableDefinition, TimeToLive } from '../services/dynamodb/contract.ts';
import type { QueueMapping } from '../services/lambda/event-source/queue-mapping.ts';
import type { StreamMapping } from '../services/lambda/event-source/stream-mapping.ts';
import type { BucketNotifications } from '../services/s3/notifications/contract.ts';

/** Everything that a template declares, resolved. The stack creates the resources from this model, and does not read the template. */
export interface TemplateModel {
  /** The template's directory, absolute; its relative paths start there. */
  readonly directory: string;
  readonly functions: readonly FunctionResource[];
  /** All supported layers, including those of no function. */
  readonly layers: readonly LayerFolder[];
  readonly logGroups: readonly LogGroupResource[];
  readonly subscriptionFilters: readonly SubscriptionFilterResource[];
  readonly accountPolicies: readonly AccountPolicyResource[];
  readonly buckets: readonly BucketResource[];
  readonly queues: readonly QueueResource[];
  readonly tables: readonly TableResource[];
  /** REST APIs, HTTP APIs and function URLs. */
  readonly apis: readonly ApiDefinition[];
  readonly permissions: readonly PermissionResource[];
  readonly topics: readonly TopicResource[];
  readonly topicSubscriptions: readonly TopicSubscriptionResource[];
  readonly eventSourceMappings: readonly EventSourceMappingResource[];
  readonly streamMappings: readonly StreamMappingResource[];
  readonly eventBuses: readonly EventBusResource[];
  readonly eventRules: readonly EventRuleResource[];
  readonly schedules: readonly ScheduleResource[];
  /** Of queues, topics and functions: which services they let in. */
  readonly resourcePolicies: readonly ResourcePolicy[];
  /** Present if the template switches CloudWatch Transaction Search on. */
  readonly transactionSearch?: TransactionSearchResource;
  readonly outputs: Readonly<Record<string, string>>;
  readonly stack: StackDescription;
  /** Everything in the template that does nothing locally, to be named at start. */
  readonly ignored: readonly Ignored[];
  /** Differences from AWS in the parts that run, one sentence each, to be printed at start. */
  readonly notes: readonly string[];
}

/** The stack as CloudFormation describes it. */
export interface StackDescription {
  readonly name: string;
  readonly description?: string;
  /** Every parameter with a value. The value of a NoEcho parameter is `****`, as in CloudFormation's answers. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The resources that samtrace creates, after SAM's transform, in the order of their logical IDs. */
  readonly resources: readonly StackResource[];
  /** By the name of the output. */
  readonly outputDescriptions: Readonly<Record<string, string>>;
}

export interface StackResource {
  readonly logicalId: string;
  /** Such as `AWS::Lambda::Function`. */
  readonly type: string;
  /** The value of `Ref`. */
  readonly physicalId: string;
}

/** A resource, a property, an event or a section that is not supported. */
export interface Ignored {
  /** The resource, or `Template` for a section. */
  readonly logicalId: string;
  /** Such as `AWS::Cognito::UserPool`, `AWS::S3::Bucket Tags` or `Schedule event`. */
  readonly type: string;
  readonly reason: string;
  /** No function and no trace could notice the difference, as with tags and alarms; `strict` accepts it. */
  readonly harmless: boolean;
}

/** Lets a service invoke a function, or only a version or an alias of it. */
export interface PermissionResource extends QualifiedFunction {
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

export interface FunctionResource {
  readonly logicalId: string;
  readonly functionName: string;
  readonly description: string;
  readonly runtime: string;
  readonly architecture: 'arm64' | 'x86_64';
  readonly handler: string;
  readonly code: FunctionCode;
  readonly memorySizeMb: number;
  /** For the answers of Lambda's API; nothing limits /tmp locally. */
  readonly ephemeralStorageMb?: number;
  readonly timeoutSeconds: number;
  readonly tracingMode: 'Active' | 'PassThrough';
  /** The template's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logging: LoggingConfig;
  readonly roleArn: string;
  readonly role: Role;
  readonly reservedConcurrency?: number;
  /** In the order in which Lambda unpacks them to /opt. */
  readonly layers: readonly LayerFolder[];
  /** Whether version 1 is published at the start: the template has a version of the function, or an alias of one. */
  readonly publishesVersion: boolean;
  readonly aliases: readonly AliasResource[];
  readonly eventInvoke: EventInvokeConfig;
  /** A queue or topic for asynchronous events that the function could not process. */
  readonly deadLetterArn?: string;
}

export interface AliasResource {
  readonly name: string;
  readonly description: string;
  readonly version: '$LATEST' | '1';
}

/** A layer version whose content is in a folder. */
export interface LayerFolder {
  readonly logicalId: string;
  /** Of the layer version. */
  readonly arn: string;
  /** Absolute. */
  readonly directory: string;
  /** The place in /opt for the folder's content. */
  readonly unpackTo: '.' | 'nodejs';
}

export interface LoggingConfig {
  readonly format: 'JSON' | 'Text';
  readonly applicationLogLevel: string;
  readonly systemLogLevel: string;
  readonly logGroup: string;
}

export interface EventInvokeConfig {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  /** Destinations: a queue, a topic, a function or an event bus. */
  readonly onSuccessArn?: string;
  readonly onFailureArn?: string;
}

/** Directories are absolute. */
export type FunctionCode =
  | {
      readonly kind: 'esbuild';
      readonly codeUri: string;
      readonly handler: string;
      readonly buildProperties: BuildProperties;
    }
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'inline'; readonly source: string };

/** Metadata's BuildProperties by their names in the template, such as `MainFields`. */
export type BuildProperties = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface LogGroupResource {
  readonly logicalId: string;
  readonly name: string;
  readonly retentionInDays?: number;
}

export interface SubscriptionFilterResource {
  readonly logicalId: string;
  readonly filterName: string;
  readonly logGroupName: string;
  readonly filterPattern: string;
  readonly destinationArn: string;
}

/** A subscription of the whole account, with the members of PutAccountPolicy. */
export interface AccountPolicyResource {
  readonly logicalId: string;
  readonly policyName: string;
  readonly policyDocument: string;
  readonly selectionCriteria?: string;
}

export interface BucketResource {
  readonly logicalId: string;
  readonly name: string;
  readonly notifications: BucketNotifications;
}

export interface QueueResource {
  readonly logicalId: string;
  readonly name: string;
  /** The attributes of CreateQueue: names and strings. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TableResource {
  readonly logicalId: string;
  readonly definition: TableDefinition;
  readonly timeToLive?: TimeToLive;
  /** Absent for a table without a stream. */
  readonly streamViewType?: StreamViewType;
}

export type TableIndex = IndexDefinition;

export interface TopicResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The attributes of CreateTopic. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface TopicSubscriptionResource {
  readonly logicalId: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** The attributes of Subscribe. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A queue that Lambda reads for a function. */
export interface EventSourceMappingResource extends QueueMapping {
  readonly logicalId: string;
}

/** The stream of a table that Lambda reads for a function. */
export interface StreamMappingResource extends StreamMapping {
  readonly logicalId: string;
}

export interface EventBusResource {
  readonly logicalId: string;
  readonly name: string;
  readonly description?: string;
}

export interface EventRuleResource {
  readonly logicalId: string;
  readonly name: string;
  /** `default`, or the name of a bus of this template. */
  readonly busName: string;
  /** JSON text. */
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly targets: readonly EventTarget[];
}

/** The members of PutTargets. */
export interface EventTarget {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly DeadLetterConfig?: { readonly Arn?: string };
}

/** A schedule of EventBridge Scheduler. */
export interface ScheduleResource {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly scheduleExpression: string;
  readonly enabled: boolean;
  readonly targetArn: string;
  /** The input for the target. Without it, the target gets an event with the name of the schedule. */
  readonly input?: string;
  readonly deadLetterArn?: string;
  readonly messageGroupId?: string;
}

export interface TransactionSearchResource {
  /** The share of the traces that X-Ray indexes, 0 to 100. */
  readonly indexingPercentage?: number;
}

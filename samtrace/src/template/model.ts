import type { Role } from '../aws/iam.ts';
import type { ApiDefinition } from '../services/apigateway/contract.ts';

/** Everything that a template declares, resolved. The stack creates it and knows nothing of the template's language. */
export interface TemplateModel {
  /** The template's directory, absolute; its relative paths start there. */
  readonly directory: string;
  readonly functions: readonly FunctionResource[];
  readonly logGroups: readonly LogGroupResource[];
  readonly subscriptionFilters: readonly SubscriptionFilterResource[];
  readonly buckets: readonly BucketResource[];
  readonly queues: readonly QueueResource[];
  /** REST APIs, HTTP APIs and function URLs. */
  readonly apis: readonly ApiDefinition[];
  readonly permissions: readonly PermissionResource[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Everything in the template that does nothing locally, to be named at start. */
  readonly ignored: readonly Ignored[];
  /** What differs from AWS in what does run, one sentence each, to be said at start. */
  readonly notes: readonly string[];
}

/** A resource, a property, an event or a section that is not played. */
export interface Ignored {
  /** The resource, or `Template` for a section. */
  readonly logicalId: string;
  /** Such as `AWS::DynamoDB::Table`, `AWS::S3::Bucket Tags` or `Schedule event`. */
  readonly type: string;
  readonly reason: string;
  /** No function and no trace could notice the difference, as with tags and alarms; `strict` accepts it. */
  readonly harmless: boolean;
}

/** Lets a service invoke a function. */
export interface PermissionResource {
  readonly functionName: string;
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
  readonly timeoutSeconds: number;
  readonly tracingMode: 'Active' | 'PassThrough';
  /** The template's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logging: LoggingConfig;
  readonly roleArn: string;
  readonly role: Role;
  readonly reservedConcurrency?: number;
  readonly eventInvoke: EventInvokeConfig;
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

export interface BucketResource {
  readonly logicalId: string;
  readonly name: string;
}

export interface QueueResource {
  readonly logicalId: string;
  readonly name: string;
  /** As CreateQueue takes them: names and texts. */
  readonly attributes: Readonly<Record<string, string>>;
}

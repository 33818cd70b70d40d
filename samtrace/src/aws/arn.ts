/** The account and region of the local resources. The account number is the one that most emulators use. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
}

export const DEFAULT_ACCOUNT: Account = { accountId: '000000000000', region: 'us-east-1' };

export function functionArn(account: Account, functionName: string): string {
  return `arn:aws:lambda:${account.region}:${account.accountId}:function:${functionName}`;
}

/** Without the `:*` that `Fn::GetAtt LogGroup.Arn` and `DescribeLogGroups` append. */
export function logGroupArn(account: Account, groupName: string): string {
  return `arn:aws:logs:${account.region}:${account.accountId}:log-group:${groupName}`;
}

export function queueArn(account: Account, queueName: string): string {
  return `arn:aws:sqs:${account.region}:${account.accountId}:${queueName}`;
}

export function topicArn(account: Account, topicName: string): string {
  return `arn:aws:sns:${account.region}:${account.accountId}:${topicName}`;
}

export function eventBusArn(account: Account, busName: string): string {
  return `arn:aws:events:${account.region}:${account.accountId}:event-bus/${busName}`;
}

export function tableArn(account: Account, tableName: string): string {
  return `arn:aws:dynamodb:${account.region}:${account.accountId}:table/${tableName}`;
}

/** DynamoDB puts the time at which a stream was made into its ARN. Here it is always the same. */
export function tableStreamArn(tableArn: string): string {
  return `${tableArn}/stream/2015-01-01T00:00:00.000`;
}

export function bucketArn(bucketName: string): string {
  return `arn:aws:s3:::${bucketName}`;
}

export function roleArn(account: Account, roleName: string): string {
  return `arn:aws:iam::${account.accountId}:role/${roleName}`;
}

/** With the UUID that CloudFormation makes for each stack; the local stack has one that never changes. */
export function stackArn(account: Account, stackName: string): string {
  const uuid = '00000000-0000-0000-0000-000000000000';
  return `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/${uuid}`;
}

/** The name in a function's name or ARN, with or without a qualifier such as `:$LATEST` or an alias. */
export function functionNameIn(nameOrArn: string): string {
  const parts = nameOrArn.split(':');
  const name = parts.indexOf('function') + 1;
  return parts[name] ?? nameOrArn;
}

/** The version or the alias in a function's name or ARN, if it has one. */
export function qualifierIn(nameOrArn: string): string | undefined {
  const parts = nameOrArn.split(':');
  return parts[parts.indexOf('function') + 2];
}

/** A function, or one of its versions or aliases. */
export interface QualifiedFunction {
  readonly functionName: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

export function qualifiedFunction(nameOrArn: string): QualifiedFunction {
  const qualifier = qualifierIn(nameOrArn);
  return { functionName: functionNameIn(nameOrArn), ...(qualifier !== undefined && { qualifier }) };
}

export function qualifiedFunctionArn(account: Account, { functionName, qualifier }: QualifiedFunction): string {
  const arn = functionArn(account, functionName);
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}

/** Whether two names refer to the same resource: an alias is not the same as its function. */
export function isSameFunction(one: QualifiedFunction, other: QualifiedFunction): boolean {
  return one.functionName === other.functionName && one.qualifier === other.qualifier;
}

/** An alias or a version of a function becomes the function. Every other ARN is returned unchanged. */
export function withoutQualifier(arn: string): string {
  return /^arn:[^:]+:lambda:/.test(arn) ? arn.split(':').slice(0, 7).join(':') : arn;
}

/** The last part of an ARN: `name` in `arn:aws:sqs:us-east-1:000000000000:name`. A plain name is returned unchanged. */
export function nameInArn(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

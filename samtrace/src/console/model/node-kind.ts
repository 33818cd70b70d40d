/** The kind of icon for a node. Unknown types have the icon of a service. */
export type NodeKind =
  | 'client'
  | 'api'
  | 'lambda'
  | 'function'
  | 'bucket'
  | 'table'
  | 'database'
  | 'queue'
  | 'topic'
  | 'logs'
  | 'traces'
  | 'remote'
  | 'service';

/** The longest matching prefix decides: `AWS::S3::Bucket` and `AWS::S3` are both a bucket. */
const KINDS: readonly (readonly [prefix: string, kind: NodeKind])[] = [
  ['client', 'client'],
  ['AWS::ApiGateway', 'api'],
  ['AWS::Lambda::Function', 'function'],
  ['AWS::Lambda', 'lambda'],
  ['AWS::S3', 'bucket'],
  ['AWS::DynamoDB', 'table'],
  ['Database::', 'database'],
  ['AWS::SQS', 'queue'],
  ['AWS::SNS', 'topic'],
  ['AWS::Events', 'topic'],
  ['AWS::CloudWatchLogs', 'logs'],
  ['AWS::XRay', 'traces'],
  ['AWS::xray', 'traces'],
  ['remote', 'remote'],
];

export function nodeKind(type: string): NodeKind {
  return KINDS.find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'service';
}

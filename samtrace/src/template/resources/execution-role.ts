import { type Account, logGroupArn } from '../../aws/arn.ts';
import type { Role } from '../../aws/iam.ts';
import { evaluate } from '../../services/iam/evaluate.ts';
import type { EventSourceMappingResource, FunctionResource, StreamMappingResource } from '../model.ts';
import type { Notes } from '../notes.ts';
import type { Properties } from '../properties.ts';
import { allowingAnything, type DeclaredRole } from './roles.ts';

/** Lambda's calls to write a function's log. */
const LOG_ACTIONS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
/** Lambda's calls to X-Ray for a traced function. */
const TRACE_ACTIONS = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

/** What Lambda does with a queue that it reads for a function. */
const QUEUE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
/** The same for the stream of a table. */
const STREAM_ACTIONS = ['GetRecords', 'GetShardIterator', 'DescribeStream', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);

/** The role that a function names by its ARN. */
export function readExecutionRole(
  properties: Properties,
  roles: ReadonlyMap<string, DeclaredRole>,
  notes: Notes,
): Role | undefined {
  const arn = properties.requiredText('Role');
  if (arn === undefined) return undefined;
  const declared = roles.get(arn);
  if (declared?.trustsLambda) {
    const unknown = declared.unknownPolicies.join(' and ');
    if (unknown !== '') {
      notes.add(
        `${properties.owner}: its calls are not evaluated, because samtrace does not support the policy ${unknown}.`,
      );
    }
    if (declared.unknownBoundary !== undefined) {
      notes.add(
        `${properties.owner}: its permissions boundary is not evaluated, because samtrace does not support the policy ${declared.unknownBoundary}.`,
      );
    }
    return declared.role;
  }
  if (declared !== undefined) {
    const message = 'cannot be assumed by Lambda: its trust policy does not name lambda.amazonaws.com.';
    return properties.refuse('Role', message);
  }
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(arn)) {
    return properties.refuse('Role', `must be the ARN of a role, not ${arn}.`);
  }
  notes.add(`${properties.owner}: its calls are not evaluated, because the role ${arn} is not in this template.`);
  return roleFromElsewhere(arn);
}

/** Its rights are not known, so it allows everything. */
function roleFromElsewhere(arn: string): Role {
  return { name: arn.slice(arn.lastIndexOf('/') + 1), arn, policies: [allowingAnything('not in this template')] };
}

/**
 * Checks what Lambda itself does with a function's role. Without the right to trace or to send to the on-failure queue
 * it refuses the function; without the right to write its log it runs it and writes none, which is named.
 */
export function roleForLambda(
  { role, tracingMode, eventInvoke, deadLetterArn, logging, logicalId }: Omit<FunctionResource, 'roleArn'>,
  properties: Properties,
  mappings: readonly (EventSourceMappingResource | StreamMappingResource)[],
  account: Account,
  notes: Notes,
): Role {
  const log = `${logGroupArn(account, logging.logGroup)}:log-stream:`;
  const traced = tracingMode === 'Active';
  const queuesRead = mappings.flatMap((mapping) => ('queueArn' in mapping ? [mapping.queueArn] : []));
  const streamsRead = mappings.flatMap((mapping) => ('streamArn' in mapping ? [mapping] : []));
  const destinations = [
    eventInvoke.onSuccessArn,
    eventInvoke.onFailureArn,
    ...streamsRead.map(({ onFailureArn }) => onFailureArn),
  ];
  const sends = destinations.flatMap((arn) => (arn === undefined ? [] : [sendTo(arn)]));
  const may = (action: string, resource: string): boolean =>
    evaluate(role.policies, { action, resource, context: () => 'unknown' }, role.boundary).outcome === 'allowed';

  // The words of CreateFunction and of PutFunctionEventInvokeConfig.
  if (traced && !may('xray:PutTraceSegments', '*')) {
    const message = 'The provided execution role does not have permissions to call PutTraceSegments on XRAY';
    properties.refuse('Role', `${role.name}: ${message}`);
  }
  if (deadLetterArn !== undefined) {
    const { action, resource } = sendTo(deadLetterArn);
    if (!may(action, resource)) {
      const call = action === 'sns:Publish' ? 'Publish on SNS' : 'SendMessage on SQS';
      const message = `The provided execution role does not have permissions to call ${call}`;
      properties.refuse('Role', `${role.name}: ${message}`);
    }
  }
  for (const { action, resource } of sends) {
    if (may(action, resource)) continue;
    const call = action.slice(action.indexOf(':') + 1);
    const message = `The function's execution role does not have permissions to call ${call} on ${resource}`;
    properties.refuse('Role', `${role.name}: ${message}`);
  }
  for (const [action, queueArn] of queuesRead.flatMap((arn) => QUEUE_ACTIONS.map((name) => [name, arn] as const))) {
    if (may(action, queueArn)) continue;
    const call = `${action.replace('sqs:', '')} on SQS`;
    const message = `The provided execution role does not have permissions to call ${call}`;
    properties.refuse('Role', `${role.name}: ${message}`);
  }
  for (const { streamArn } of streamsRead) {
    if (STREAM_ACTIONS.every((action) => may(action, streamArn))) continue;
    const message = `Cannot access stream ${streamArn}. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM.`;
    properties.refuse('Role', `${role.name}: ${message}`);
  }
  if (!may('logs:PutLogEvents', log)) {
    notes.add(`${logicalId}: its role lacks logs:PutLogEvents, so on AWS its log would stay empty.`);
  }
  const lambdaCalls = [
    ...LOG_ACTIONS.map((action) => ({ action, resource: log })),
    ...(traced ? TRACE_ACTIONS : []).map((action) => ({ action, resource: '*' })),
    ...sends,
    ...(deadLetterArn === undefined ? [] : [sendTo(deadLetterArn)]),
    ...queuesRead.flatMap((resource) => QUEUE_ACTIONS.map((action) => ({ action, resource }))),
    ...streamsRead.flatMap(({ streamArn }) => STREAM_ACTIONS.map((action) => ({ action, resource: streamArn }))),
  ];
  return { ...role, lambdaCalls };
}

/** Lambda's call to send a record to a destination. */
function sendTo(arn: string): { action: string; resource: string } {
  const service = arn.split(':')[2];
  if (service === 'sns') return { action: 'sns:Publish', resource: arn };
  if (service === 'lambda') return { action: 'lambda:InvokeFunction', resource: arn };
  if (service === 'events') return { action: 'events:PutEvents', resource: arn };
  return { action: 'sqs:SendMessage', resource: arn };
}

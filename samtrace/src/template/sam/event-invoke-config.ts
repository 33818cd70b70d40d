import { resolve } from '../resolve.ts';
import type { Scope } from '../scope.ts';
import { asMapping, type Resource } from '../sections.ts';
import { call, list, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { type AddedPolicy, allowingEach, generated } from './generated.ts';

const OUTCOMES = ['OnSuccess', 'OnFailure'] as const;

interface DestinationType {
  /** The word for the type in the name of SAM's policy. */
  readonly policyName: string;
  /** The rights that Lambda needs to send a record. */
  rights(arn: Value): readonly (readonly [action: string, resource: Value])[];
  /** The resource that SAM makes when the template names none. */
  readonly made?: { readonly type: string; readonly suffix: string; readonly arn: 'Arn' | 'Ref' };
}

const DESTINATION_TYPES: Readonly<Record<string, DestinationType>> = {
  SQS: {
    policyName: 'SQS',
    rights: (arn) => [['sqs:SendMessage', arn]],
    made: { type: 'AWS::SQS::Queue', suffix: 'Queue', arn: 'Arn' },
  },
  SNS: {
    policyName: 'SNS',
    rights: (arn) => [['sns:publish', arn]],
    made: { type: 'AWS::SNS::Topic', suffix: 'Topic', arn: 'Ref' },
  },
  Lambda: { policyName: 'Lambda', rights: (arn) => [['lambda:InvokeFunction', arn]] },
  EventBridge: { policyName: 'EventBridge', rights: (arn) => [['events:PutEvents', arn]] },
  S3Bucket: {
    policyName: 'S3',
    rights: (arn) => [
      ['s3:PutObject', joined(arn, '*')],
      ['s3:ListBucket', arn],
    ],
  },
};

interface Destination {
  readonly arn: Value;
  readonly resource?: Resource;
  readonly policy: AddedPolicy;
}

/**
 * The resources that SAM creates for the EventInvokeConfig of a function: the configuration, and a queue or topic with AWS's
 * defaults for each destination that names none. The function's role gets the right to send to its destinations.
 */
export function transformEventInvokeConfig(
  functionId: string,
  value: Value | undefined,
  scope: Scope,
): { resources: Resource[]; policies: AddedPolicy[] } {
  if (value === undefined) return { resources: [], policies: [] };
  const { line } = value;
  const config = asMapping(value, `${functionId} EventInvokeConfig`, scope.problems);
  const id = `${functionId}EventInvokeConfig`;
  const given = config.entries.get('DestinationConfig');
  const section = given && asMapping(given, `${functionId} DestinationConfig`, scope.problems);
  const destinations = OUTCOMES.flatMap((outcome) => {
    const entry = section?.entries.get(outcome);
    if (entry === undefined) return [];
    const mapped = asMapping(entry, `EventInvokeConfig ${outcome}`, scope.problems);
    const destination = destinationOf(functionId, outcome, mapped, scope);
    return destination === undefined ? [] : [{ outcome, ...destination }];
  });
  const configResource = generated(
    id,
    'AWS::Lambda::EventInvokeConfig',
    {
      FunctionName: call('Ref', scalar(functionId, line), line),
      Qualifier: scalar('$LATEST', line),
      MaximumEventAgeInSeconds: config.entries.get('MaximumEventAgeInSeconds'),
      MaximumRetryAttempts: config.entries.get('MaximumRetryAttempts'),
      DestinationConfig: destinationConfig(destinations, line),
    },
    line,
  );
  return {
    resources: [configResource, ...destinations.flatMap(({ resource }) => resource ?? [])],
    policies: destinations.map(({ policy }) => policy),
  };
}

function destinationConfig(
  destinations: readonly { readonly outcome: string; readonly arn: Value }[],
  line: number,
): Value | undefined {
  if (destinations.length === 0) return undefined;
  const entries = destinations.map(({ outcome, arn }) => [outcome, mapping({ Destination: arn }, arn.line)] as const);
  return mapping(entries, line);
}

function destinationOf(functionId: string, outcome: string, entry: Mapping, scope: Scope): Destination | undefined {
  const { line } = entry;
  const typeName = textOf(entry.entries.get('Type'), scope);
  const type =
    typeName !== undefined && Object.hasOwn(DESTINATION_TYPES, typeName) ? DESTINATION_TYPES[typeName] : undefined;
  if (type === undefined) {
    const known = Object.keys(DESTINATION_TYPES).join(', ');
    scope.problems.add(line, `${functionId}: the Type of ${outcome} must be one of ${known}, not ${typeName}.`);
    return undefined;
  }
  const id = `${functionId}EventInvokeConfig${outcome}`;
  const policyFor = (arn: Value): AddedPolicy => ({
    name: `${id}${type.policyName}Policy`,
    document: allowingEach(type.rights(arn)),
  });
  const given = entry.entries.get('Destination');
  if (given !== undefined) return { arn: given, policy: policyFor(given) };
  if (type.made === undefined) {
    scope.problems.add(line, `${functionId}: ${outcome} of type ${typeName} needs a Destination.`);
    return undefined;
  }
  const resource = generated(`${id}${type.made.suffix}`, type.made.type, {}, line);
  const arn =
    type.made.arn === 'Ref'
      ? call('Ref', scalar(resource.logicalId, line), line)
      : call('Fn::GetAtt', scalar(`${resource.logicalId}.Arn`, line), line);
  return { arn, resource, policy: policyFor(arn) };
}

function textOf(value: Value | undefined, scope: Scope): string | undefined {
  const plain = value && scope.problems.attempt(() => resolve(value, scope));
  return plain?.kind === 'scalar' ? String(plain.value) : undefined;
}

function joined(arn: Value, end: string): Value {
  const { line } = arn;
  return call('Fn::Join', list([scalar('/', line), list([arn, scalar(end, line)], line)], line), line);
}

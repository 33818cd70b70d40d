import { AwsError, unsupported } from '../../aws/error.ts';
import type { Rule, Target } from './contract.ts';
import { invalid } from './errors.ts';
import { placeholdersIn, RESERVED_VARIABLES } from './input-transformer.ts';
import { parseJsonPath } from './json-path.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_TARGETS = 5;

/** The services whose resources get events here. */
const SERVICES = ['events', 'lambda', 'logs', 'sns', 'sqs'];

/** Adds targets, or replaces those of the same ids. Throws for what PutTargets refuses, and for targets that are not supported. */
export function putTargets(rule: Rule, targets: readonly Target[]): void {
  for (const target of targets) checkTarget(target);
  const ids = new Set([...rule.targets.keys(), ...targets.map(({ Id }) => Id)]);
  if (ids.size > MAX_TARGETS) {
    throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
  }
  for (const target of targets) rule.targets.set(target.Id, target);
}

function checkTarget(target: Target): void {
  const { Id, Arn, Input, InputPath, InputTransformer, SqsParameters } = target;
  const service = Arn.split(':')[2] ?? '';
  if (!SERVICES.includes(service)) throw unsupported('EventBridge', `the target ${Arn}`);
  const inputs = [Input, InputPath, InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) {
    throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`);
  }
  if (InputPath !== undefined && parseJsonPath(InputPath) === undefined) {
    throw invalid(`Invalid InputPath for target ${Id}.`);
  }
  if (service === 'sqs' && Arn.endsWith('.fifo') && SqsParameters?.MessageGroupId === undefined) {
    throw invalid(`Parameter(s) SqsParameters must be specified for target: ${Id}.`);
  }
  if (InputTransformer !== undefined) checkTransformer(Id, InputTransformer);
}

function checkTransformer(id: string, { InputPathsMap = {}, InputTemplate }: NonNullable<Target['InputTransformer']>) {
  for (const path of Object.values(InputPathsMap)) {
    if (parseJsonPath(path) === undefined) throw invalid(`InputPath ${path} for target ${id} is invalid.`);
  }
  const known = new Set([...Object.keys(InputPathsMap), ...RESERVED_VARIABLES]);
  const unknown = placeholdersIn(InputTemplate).find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw invalid(`InputTemplate for target ${id} contains invalid placeholder ${unknown}.`);
  }
}

import { resolve } from '../resolve.ts';
import type { Scope } from '../scope.ts';
import { asMapping } from '../sections.ts';
import { mapping, type Value } from '../value.ts';
import { type AddedPolicy, allowingEach } from './generated.ts';

const ACTIONS: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

/** A function's DeadLetterQueue as DeadLetterConfig, and the policy with which SAM lets the function's role send to it. */
export function transformDeadLetterQueue(
  functionId: string,
  value: Value | undefined,
  scope: Scope,
): { config?: Value; policies: AddedPolicy[] } {
  if (value === undefined) return { policies: [] };
  const { entries, line } = asMapping(value, `${functionId} DeadLetterQueue`, scope.problems);
  const targetArn = entries.get('TargetArn');
  const action = actionFor(entries.get('Type'), scope);
  if (targetArn === undefined || action === undefined) {
    scope.problems.add(line, `${functionId}: DeadLetterQueue needs a TargetArn and the Type SQS or SNS.`);
    return { policies: [] };
  }
  return {
    config: mapping({ TargetArn: targetArn }, line),
    policies: [{ name: 'DeadLetterQueuePolicy', document: allowingEach([[action, targetArn]]) }],
  };
}

function actionFor(given: Value | undefined, scope: Scope): string | undefined {
  const type = given && scope.problems.attempt(() => resolve(given, scope));
  const name = type?.kind === 'scalar' ? String(type.value) : '';
  return Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
}

import type { Target } from '../contract.ts';
import { ruleArn } from '../event-store.ts';
import { putTargets as put } from '../targets.ts';
import type { Action } from './action.ts';
import { type Input, TARGET_ID } from './input.ts';
import { page } from './paging.ts';
import { ruleNamed } from './rules.ts';

const NONE_FAILED = { FailedEntryCount: 0, FailedEntries: [] };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Rule');
  const targets = input.structures('Targets').map(readTarget);
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      put(store.rule(name, bus), targets);
      return NONE_FAILED;
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Rule');
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      const { targets } = store.rule(name, bus);
      for (const id of input.texts('Ids')) targets.delete(id);
      return NONE_FAILED;
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Rule');
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      const { items, next } = page([...store.rule(name, bus).targets.values()], input);
      return { Targets: items, ...next };
    },
  };
};

function readTarget(input: Input): Target {
  const transformer = input.structure('InputTransformer');
  const paths = transformer?.map('InputPathsMap');
  const retry = input.structure('RetryPolicy');
  const groupId = input.structure('SqsParameters')?.text('MessageGroupId');
  const deadLetterArn = input.structure('DeadLetterConfig')?.text('Arn');
  const optional = {
    RoleArn: input.text('RoleArn'),
    Input: input.text('Input', { max: 8192 }),
    InputPath: input.text('InputPath', { max: 256 }),
    InputTransformer: transformer && {
      ...(paths && { InputPathsMap: paths }),
      InputTemplate: transformer.requiredText('InputTemplate', { max: 8192 }),
    },
    SqsParameters: groupId === undefined ? undefined : { MessageGroupId: groupId },
    DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
    RetryPolicy: retry && {
      MaximumRetryAttempts: retry.integer('MaximumRetryAttempts'),
      MaximumEventAgeInSeconds: retry.integer('MaximumEventAgeInSeconds'),
    },
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { Id: input.requiredText('Id', TARGET_ID), Arn: input.requiredText('Arn', { max: 1600 }), ...given };
}

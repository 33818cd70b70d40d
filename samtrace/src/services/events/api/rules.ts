import type { Rule } from '../contract.ts';
import { invalid } from '../errors.ts';
import { busName, compileRulePattern, ruleArn } from '../event-store.ts';
import type { Action, Backend } from './action.ts';
import { BUS_NAME, type Input, RULE_NAME } from './input.ts';
import { page } from './paging.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Name');
  const optional = {
    eventPattern: input.text('EventPattern', { max: 4096 }),
    scheduleExpression: input.text('ScheduleExpression', { max: 256 }),
    description: input.text('Description', { max: 512 }),
    roleArn: input.text('RoleArn'),
  };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      const rule = store.putRule({ name, busName: bus, enabled: input.text('State') !== 'DISABLED', ...given });
      for (const tag of input.structures('Tags')) rule.tags.set(tag.requiredText('Key'), tag.text('Value') ?? '');
      return { RuleArn: rule.arn };
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Name');
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      store.deleteRule(name, bus);
      return {};
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule: Action = (input, { account, store }) => {
  const { name, bus } = ruleNamed(input, 'Name');
  return {
    resources: [ruleArn(account, name, bus)],
    run: () => ({ ...shape(store.rule(name, bus)), CreatedBy: account.accountId }),
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule: Action = (input, backend) => setEnabled(input, backend, true);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule: Action = (input, backend) => setEnabled(input, backend, false);

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules: Action = (input, { account, store }) => {
  const bus = busName(input.text('EventBusName', BUS_NAME));
  const prefix = input.text('NamePrefix') ?? '';
  return {
    resources: [ruleArn(account, '*', bus)],
    run() {
      store.bus(bus);
      const rules = (store.rulesOf(bus) ?? []).filter(({ name }) => name.startsWith(prefix));
      const { items, next } = page(rules, input);
      return { Rules: items.map(shape), ...next };
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget: Action = (input, { account, store }) => {
  const bus = busName(input.text('EventBusName', BUS_NAME));
  const targetArn = input.requiredText('TargetArn');
  return {
    resources: [ruleArn(account, '*', bus)],
    run() {
      store.bus(bus);
      const rules = (store.rulesOf(bus) ?? []).filter(({ targets }) =>
        [...targets.values()].some(({ Arn }) => Arn === targetArn),
      );
      const { items, next } = page(rules, input);
      return { RuleNames: items.map(({ name }) => name), ...next };
    },
  };
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html */
export const testEventPattern: Action = (input) => {
  const pattern = input.requiredText('EventPattern', { max: 4096 });
  const event = input.requiredText('Event');
  return {
    resources: ['*'],
    run: () => ({ Result: compileRulePattern(pattern).matches(parsedEvent(event)) }),
  };
};

function parsedEvent(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Parameter Event is not valid.');
  }
}

function setEnabled(input: Input, { account, store }: Backend, enabled: boolean) {
  const { name, bus } = ruleNamed(input, 'Name');
  return {
    resources: [ruleArn(account, name, bus)],
    run() {
      store.putRule({ ...store.rule(name, bus), enabled });
      return {};
    },
  };
}

/** The rule that a request names, by `Name` or `Rule`. */
export function ruleNamed(input: Input, member: 'Name' | 'Rule'): { name: string; bus: string } {
  return { name: input.requiredText(member, RULE_NAME), bus: busName(input.text('EventBusName', BUS_NAME)) };
}

function shape(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: rule.busName,
  };
}

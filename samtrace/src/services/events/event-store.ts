import { type Account, eventBusArn, nameInArn } from '../../aws/arn.ts';
import { AwsError } from '../../aws/error.ts';
import { EVENTBRIDGE } from '../../aws/event-pattern/dialect.ts';
import { compileEventPattern, type EventPattern } from '../../aws/event-pattern/event-pattern.ts';
import { PatternError } from '../../aws/event-pattern/pattern-error.ts';
import type { EventBus, Rule, RuleDefinition, Target } from './contract.ts';
import { busNotFound, invalid, ruleNotFound } from './errors.ts';
import { checkScheduleExpression } from './schedule-expression.ts';

export const DEFAULT_BUS = 'default';

/** The account's event buses with their rules, in the order of their creation. */
export class EventStore {
  readonly #account: Account;
  readonly #now: () => number;
  readonly #buses = new Map<string, { bus: EventBus; rules: Map<string, Rule> }>();

  constructor(account: Account, now: () => number) {
    this.#account = account;
    this.#now = now;
    this.#add(DEFAULT_BUS);
  }

  /** Throws ResourceAlreadyExistsException. */
  createBus(name: string, description?: string): EventBus {
    if (this.#buses.has(name)) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    return this.#add(name, description);
  }

  deleteBus(name: string): void {
    if (name === DEFAULT_BUS) throw invalid(`Cannot delete event bus ${name}.`);
    const { rules } = this.#entry(name);
    if (rules.size > 0) throw invalid(`Event bus ${name} can't be deleted since it has rules.`);
    this.#buses.delete(name);
  }

  buses(): EventBus[] {
    return Array.from(this.#buses.values(), ({ bus }) => bus);
  }

  /** Takes a name or an ARN. Throws ResourceNotFoundException. */
  bus(nameOrArn: string = DEFAULT_BUS): EventBus {
    return this.#entry(busName(nameOrArn)).bus;
  }

  /** Undefined if the bus does not exist. */
  rulesOf(name: string): Rule[] | undefined {
    const entry = this.#buses.get(name);
    return entry && [...entry.rules.values()];
  }

  rule(name: string, bus: string): Rule {
    const rule = this.#entry(bus).rules.get(name);
    if (rule === undefined) throw ruleNotFound(name, bus);
    return rule;
  }

  /** Creates a rule, or changes it: its targets and tags stay. */
  putRule(definition: RuleDefinition): Rule {
    const { rules } = this.#entry(definition.busName);
    const { name, busName: bus, eventPattern, scheduleExpression } = definition;
    if (eventPattern === undefined && scheduleExpression === undefined) {
      throw invalid('Parameter(s) EventPattern or ScheduleExpression must be specified.');
    }
    if (scheduleExpression !== undefined) {
      if (bus !== DEFAULT_BUS) throw invalid('ScheduleExpression is supported only on the default event bus.');
      checkScheduleExpression(scheduleExpression);
    }
    const known = rules.get(name);
    const rule: Rule = {
      ...definition,
      arn: ruleArn(this.#account, name, bus),
      ...(eventPattern !== undefined && { pattern: compileRulePattern(eventPattern) }),
      targets: known?.targets ?? new Map<string, Target>(),
      tags: known?.tags ?? new Map<string, string>(),
    };
    rules.set(name, rule);
    return rule;
  }

  /** A missing rule is not an error. */
  deleteRule(name: string, bus: string): void {
    const { rules } = this.#entry(bus);
    if ((rules.get(name)?.targets.size ?? 0) > 0) throw invalid("Rule can't be deleted since it has targets.");
    rules.delete(name);
  }

  #add(name: string, description?: string): EventBus {
    const bus: EventBus = {
      name,
      arn: eventBusArn(this.#account, name),
      ...(description !== undefined && { description }),
      createdMs: this.#now(),
      tags: new Map(),
    };
    this.#buses.set(name, { bus, rules: new Map() });
    return bus;
  }

  #entry(name: string) {
    const entry = this.#buses.get(name);
    if (entry === undefined) throw busNotFound(name);
    return entry;
  }
}

/** Calls name a bus by its name or its ARN. */
export function busName(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return DEFAULT_BUS;
  return nameOrArn.startsWith('arn:') ? nameInArn(nameOrArn).replace(/^event-bus\//, '') : nameOrArn;
}

/** Only rules of other buses have the bus in their ARN. */
export function ruleArn({ region, accountId }: Account, name: string, bus: string): string {
  return `arn:aws:events:${region}:${accountId}:rule/${bus === DEFAULT_BUS ? '' : `${bus}/`}${name}`;
}

/** Throws InvalidEventPatternException with AWS's reason. */
export function compileRulePattern(text: string): EventPattern {
  try {
    return compileEventPattern(JSON.parse(text), EVENTBRIDGE);
  } catch (error) {
    if (!(error instanceof PatternError) && !(error instanceof SyntaxError)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}

import type { Account } from '../../aws/arn.ts';
import type { Sender } from '../../aws/delivery.ts';
import type { ResourcePolicy, ResourceStatement } from '../../aws/iam.ts';
import { evaluate } from './evaluate.ts';
import type { KeyValues } from './request-context.ts';

/** The policies of topics, queues and functions, as far as they are about AWS services. */
export class ResourcePolicies {
  readonly #account: Account;
  readonly #policies = new Map<string, ResourcePolicy[]>();

  constructor(account: Account) {
    this.#account = account;
  }

  add(policy: ResourcePolicy): void {
    this.#policies.set(policy.resourceArn, [...(this.#policies.get(policy.resourceArn) ?? []), policy]);
  }

  replace(policy: ResourcePolicy): void {
    this.#policies.set(policy.resourceArn, [policy]);
  }

  /**
   * Whether a service may do something with a resource. A resource without a policy allows no service: neither the default
   * policy of a topic nor that of a queue names one.
   * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  allow(sender: Sender, action: string, resource: string): boolean {
    const policies = (this.#policies.get(resource) ?? []).map(({ name, statements }) => ({
      name,
      managed: false,
      statements: statements.filter((statement) => isAbout(statement, sender.principal)),
    }));
    const values: Readonly<Record<string, string>> = {
      'aws:principalisawsservice': 'true',
      'aws:principalservicename': sender.principal,
      'aws:securetransport': 'true',
      'aws:sourceaccount': this.#account.accountId,
      'aws:sourcearn': sender.sourceArn,
    };
    const context = (key: string): KeyValues => {
      const value = values[key.toLowerCase()];
      return value === undefined ? 'unknown' : [value];
    };
    return evaluate(policies, { action, resource, context }).outcome === 'allowed';
  }
}

/** `*` includes services. */
function isAbout({ principals }: ResourceStatement, service: string): boolean {
  return principals.includes('*') || principals.includes(service);
}

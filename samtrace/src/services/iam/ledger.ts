import type { Role, Statement } from '../../aws/iam.ts';
import { actionIn, type Decision, evaluate, type Match } from './evaluate.ts';

/** Refused calls: one entry for each function, action and resource. */
export interface DeniedCall {
  readonly functionName: string;
  readonly action: string;
  /** The refused ARN. For several in one bucket or log group: their common beginning and a `*`. */
  readonly resource: string;
  readonly count: number;
  /** The policy statement that would allow the calls, as YAML. A comment when none can, because a statement denies them. */
  readonly statement: string;
}

/** An action that a role allows and no function of the role has called. */
export interface UnusedPermission {
  /** All functions that have the role, joined with commas. */
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
}

interface Denials {
  readonly functionName: string;
  readonly action: string;
  /** The common part of the ARNs. A single ARN is unchanged. */
  resource: string;
  readonly deniedBy: Match | undefined;
  readonly outsideBoundary: boolean;
  count: number;
}

/** Records the calls that roles allowed or refused, for the summary at the end of a run. */
export class Ledger {
  readonly #roles = new Map<string, { role: Role; functionNames: Set<string> }>();
  readonly #denials = new Map<string, Denials>();
  readonly #used = new Map<Statement, Set<string>>();
  readonly #unjudged = new Set<string>();

  /** A permission that Lambda itself uses with the role counts as used, whether or not this run needs it. */
  addFunction(functionName: string, role: Role): void {
    const entry = this.#roles.get(role.arn) ?? { role, functionNames: new Set() };
    entry.functionNames.add(functionName);
    this.#roles.set(role.arn, entry);
    for (const { action, resource } of role.lambdaCalls ?? []) {
      for (const { statement } of evaluate(role.policies, { action, resource, context: () => 'unknown' }).by) {
        this.#use(statement, action);
      }
    }
  }

  record(functionName: string, action: string, resource: string, decision: Decision): void {
    for (const match of decision.unjudged) {
      this.#unjudged.add(`${functionName}: the Condition or policy variable of ${nameOf(match)}, met by ${action}`);
    }
    if (decision.outcome === 'allowed') for (const { statement } of decision.by) this.#use(statement, action);
    else this.#deny(functionName, action, resource, decision);
  }

  get denied(): DeniedCall[] {
    return [...this.#denials.values()].map((denials) => {
      const { functionName, action, resource, count } = denials;
      return { functionName, action, resource, count, statement: statementFor(denials) };
    });
  }

  get unused(): UnusedPermission[] {
    return [...this.#roles.values()].flatMap(({ role, functionNames }) =>
      role.policies
        .filter(({ managed }) => !managed)
        .flatMap(({ statements }) => statements)
        .filter(({ effect }) => effect === 'Allow')
        .flatMap((statement) =>
          this.#unusedActions(statement).map((action) => ({
            functionName: [...functionNames].join(', '),
            action,
            resource: (statement.resource ?? ['*']).join(', '),
          })),
        ),
    );
  }

  get unjudgedConditions(): string[] {
    return [...this.#unjudged];
  }

  #use(statement: Statement, action: string): void {
    const actions = this.#used.get(statement) ?? new Set();
    this.#used.set(statement, actions.add(action));
  }

  #deny(functionName: string, action: string, resource: string, decision: Decision): void {
    const { outcome, by, outsideBoundary = false } = decision;
    const key = [functionName, action, container(resource), outcome, outsideBoundary].join('\n');
    const entry: Denials = this.#denials.get(key) ?? {
      functionName,
      action,
      resource,
      deniedBy: by[0],
      outsideBoundary,
      count: 0,
    };
    entry.resource = inCommon(entry.resource, resource);
    entry.count += 1;
    this.#denials.set(key, entry);
  }

  /** The action patterns of a statement that no call needed. */
  #unusedActions(statement: Statement): string[] {
    const used = [...(this.#used.get(statement) ?? [])];
    return (statement.action ?? []).filter((pattern) => !used.some((action) => actionIn([pattern], action)));
  }
}

function nameOf({ policy, statement }: Match): string {
  const index = policy.statements.indexOf(statement);
  return `statement ${statement.sid ?? index + 1} of ${policy.name}`;
}

/** Calls to many keys or streams are counted for their bucket or log group. */
function container(resource: string): string {
  if (resource.startsWith('arn:aws:s3:::')) return resource.split('/', 1)[0] ?? resource;
  return resource.split(':log-stream:', 1)[0] ?? resource;
}

/** Two equal texts stay as they are. Others become their common beginning up to a `/` or `:`, and a `*`. */
function inCommon(known: string, other: string): string {
  if (known === other) return known;
  const end = known.endsWith('*') ? known.length - 1 : known.length;
  let length = 0;
  while (length < end && known[length] === other[length]) length += 1;
  const shared = known.slice(0, length);
  return `${shared.slice(0, Math.max(shared.lastIndexOf('/'), shared.lastIndexOf(':')) + 1)}*`;
}

function statementFor({ action, resource, deniedBy, outsideBoundary }: Denials): string {
  if (deniedBy !== undefined) return `# ${nameOf(deniedBy)} denies it; no statement can allow it.`;
  const statement = `- Effect: Allow\n  Action: ${action}\n  Resource: ${quoted(resource)}`;
  return outsideBoundary ? `# To the permissions boundary, which does not allow it:\n${statement}` : statement;
}

/** YAML reads a bare `*` as an alias. */
function quoted(resource: string): string {
  return resource === '*' ? '"*"' : resource;
}

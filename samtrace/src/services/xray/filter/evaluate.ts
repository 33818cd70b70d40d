import type { RootCause, TraceSummary } from '../shapes.ts';
import type { TraceFacts } from '../trace-facts.ts';
import type { Visit } from '../visits.ts';
import { callScope, rootCauseScopes, type Scope, traceScope, visitScope } from './scopes.ts';
import type { Comparison, Expression, RootCauseKind, RootCausePath, Selector, Test, Value } from './syntax.ts';

/** Whether a trace matches a filter expression. */
export function matchesFilter(expression: Expression, facts: TraceFacts): boolean {
  return evaluate(expression, traceScope(facts), facts);
}

function evaluate(expression: Expression, scope: Scope, facts: TraceFacts): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => evaluate(part, scope, facts));
    case 'or':
      return expression.parts.some((part) => evaluate(part, scope, facts));
    case 'not':
      return !evaluate(expression.part, scope, facts);
    case 'comparison':
      return compare(expression, scope, facts);
    case 'service': {
      const { selector, filter } = expression;
      return facts.visits.some(
        (visit) => selects(selector, visit) && (!filter || evaluate(filter, visitScope(visit), facts)),
      );
    }
    case 'edge':
      return hasEdge(expression, facts);
    case 'rootcause': {
      const { cause, level, filter } = expression;
      const scopes = rootCausesOf(facts.summary, cause).flatMap((rootCause) => rootCauseScopes(rootCause, level));
      return scopes.some((inner) => evaluate(filter, inner, facts));
    }
    case 'rootcause-json':
      return expression.negated !== hasRootCausePath(facts.summary, expression.paths);
  }
}

/** One value that satisfies the test is enough; a field without a value satisfies none, `!=` included. */
function compare({ field, test }: Comparison, scope: Scope, { summary }: TraceFacts): boolean {
  const values = field.kind === 'keyword' ? scope(field.name) : annotationValues(summary, field.key);
  return values.some((value) => (test ? satisfies(value, test) : value !== false));
}

function annotationValues({ Annotations }: TraceSummary, key: string): Value[] {
  const entries = Object.hasOwn(Annotations, key) ? (Annotations[key] ?? []) : [];
  return entries
    .map(
      ({ AnnotationValue: { StringValue, NumberValue, BooleanValue } }) => StringValue ?? NumberValue ?? BooleanValue,
    )
    .filter((value) => value !== undefined);
}

/** Values of different types are never equal, and so never satisfy anything. */
function satisfies(value: Value, { operator, value: wanted }: Test): boolean {
  if (typeof value !== typeof wanted) return false;
  switch (operator) {
    case '=':
      return value === wanted;
    case '!=':
      return value !== wanted;
    case '<':
      return value < wanted;
    case '<=':
      return value <= wanted;
    case '>':
      return value > wanted;
    case '>=':
      return value >= wanted;
    case 'CONTAINS':
      return String(value).includes(String(wanted));
    case 'BEGINSWITH':
      return String(value).startsWith(String(wanted));
    case 'ENDSWITH':
      return String(value).endsWith(String(wanted));
  }
}

function selects(selector: Selector, { name, type, accountId }: Pick<Visit, 'name' | 'type' | 'accountId'>): boolean {
  return (
    (selector.name === undefined || selector.name === name) &&
    (selector.type === undefined || selector.type === type) &&
    (selector.accountId === undefined || selector.accountId === accountId)
  );
}

function hasEdge({ source, target, filter }: Expression & { kind: 'edge' }, facts: TraceFacts): boolean {
  return facts.calls.some((call) => {
    const to = facts.visits[call.to];
    if (!to || !selects(target, to)) return false;
    // The client of a root has the name of the root.
    const client = { name: to.name, type: 'client', accountId: undefined };
    const from = call.from === undefined ? client : facts.visits[call.from];
    return from !== undefined && selects(source, from) && (!filter || evaluate(filter, callScope(call), facts));
  });
}

function rootCausesOf(summary: TraceSummary, cause: RootCauseKind): readonly RootCause[] {
  if (cause === 'fault') return summary.FaultRootCauses;
  return cause === 'error' ? summary.ErrorRootCauses : summary.ResponseTimeRootCauses;
}

function hasRootCausePath(summary: TraceSummary, paths: readonly RootCausePath[]): boolean {
  const wanted = new Set(paths.map((path) => JSON.stringify(path)));
  const causes = [...summary.FaultRootCauses, ...summary.ErrorRootCauses, ...summary.ResponseTimeRootCauses];
  return causes.some(({ Services }) => wanted.has(JSON.stringify(pathOf(Services))));
}

function pathOf(services: RootCause['Services']): RootCausePath {
  return services.map(({ Name, EntityPath }) => ({ name: Name, entities: EntityPath.map((entity) => entity.Name) }));
}

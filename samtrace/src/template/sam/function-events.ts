import { asMapping } from '../sections.ts';
import { describe, literal, mapping, type Value } from '../value.ts';
import { EVENT_KINDS } from './events/kinds.ts';
import { invokedFunction } from './invoked-function.ts';
import type { EventResult, SamContext, SamEvent } from './kind.ts';

/** The function or its alias, which all events invoke. */
interface Invoked {
  readonly functionId: string;
  readonly aliasId: string | undefined;
}

/** The resources and permissions that SAM creates for the Events of one function. */
export function transformEvents(invoked: Invoked, events: Value | undefined, context: SamContext): EventResult[] {
  if (events === undefined) return [];
  const { functionId } = invoked;
  const { problems } = context.scope;
  return [...asMapping(events, `${functionId} Events`, problems).entries].flatMap(([name, value]) => {
    const event = readEvent(invoked, name, value, context);
    if (event === undefined) return [];
    const kind = EVENT_KINDS.get(event.type);
    if (kind !== undefined) return [kind.transform(event, context)];
    context.ignored.add(functionId, `${event.type} event`, 'samtrace does not support this event', event.line);
    return [];
  });
}

function readEvent(
  { functionId, aliasId }: Invoked,
  name: string,
  value: Value,
  { scope: { problems } }: SamContext,
): SamEvent | undefined {
  const event = asMapping(value, `${functionId} Events.${name}`, problems);
  const given = event.entries.get('Type');
  const type = literal(given);
  if (type === undefined) {
    const found = given === undefined ? 'has no Type' : `has ${describe(given)} as its Type`;
    problems.add(event.line, `${functionId}: the event ${name} ${found}.`);
    return undefined;
  }
  const properties = event.entries.get('Properties');
  const line = event.line;
  return {
    functionId,
    invoked: invokedFunction(functionId, aliasId, line),
    name,
    type,
    properties:
      properties === undefined
        ? mapping({}, line)
        : asMapping(properties, `${functionId} Events.${name}.Properties`, problems),
    line,
  };
}

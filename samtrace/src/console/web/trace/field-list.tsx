import { isJsonObject, type JsonObject } from '../../../aws/json.ts';
import { PlaceLink } from '../parts/place-link.tsx';

/** Further fields are only in the raw JSON. */
const MAX_FIELDS = 60;

/** Names and values in two columns. Nested fields have their path as name: `response.status`. */
export function FieldList({
  fields,
  filterOf,
}: {
  fields: JsonObject;
  /** The filter expression for traces with this field. The value links to it. */
  filterOf?: (name: string, value: unknown) => string | undefined;
}) {
  const lines = flatten(fields, '').slice(0, MAX_FIELDS);
  return (
    <dl class="fields">
      {lines.map(([name, value]) => {
        const filter = filterOf?.(name, fields[name]);
        return (
          <div key={name}>
            <dt>{withBreaks(name)}</dt>
            <dd>
              {filter === undefined ? (
                value
              ) : (
                <PlaceLink to={{ view: 'traces' }} query={filter} title={`All traces with ${filter}`}>
                  {value}
                </PlaceLink>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A long name is broken before its next word: `api_gateway.` `account_id`. */
function withBreaks(name: string) {
  return name.split(/(?<=[._])/).flatMap((word) => [word, <wbr key={word} />]);
}

function flatten(value: JsonObject, prefix: string): [name: string, value: string][] {
  return Object.entries(value).flatMap(([key, member]): [string, string][] => {
    const name = `${prefix}${key}`;
    if (isJsonObject(member) && Object.keys(member).length > 0) return flatten(member, `${name}.`);
    // `cloudwatch_logs: [{log_group: "a"}]` becomes `cloudwatch_logs.log_group  a`, `resource_names: ["a", "b"]` becomes `a, b`.
    if (Array.isArray(member) && member.length > 0 && member.every(isJsonObject)) {
      return member.flatMap((item, i) => flatten(item, member.length === 1 ? `${name}.` : `${name}.${i}.`));
    }
    return [[name, Array.isArray(member) ? member.map(plain).join(', ') : plain(member)]];
  });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

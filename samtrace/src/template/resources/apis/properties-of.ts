import { plainJson } from '../../plain-json.ts';
import type { DeclaredResource } from '../declared.ts';
import type { Fields } from './fields.ts';

/** All properties of a resource as JSON. */
export function propertiesOf({ properties }: DeclaredResource): Fields {
  return Object.fromEntries(
    properties.names().map((name) => {
      const value = properties.get(name);
      return [name, value === undefined ? null : plainJson(value)];
    }),
  );
}

import { filterError } from './lexer.ts';
import type { RootCausePath } from './syntax.ts';

/**
 * `[{"Services": [{"Name": "a", "EntityPath": [{"Name": "x"}]}]}]`, the shape of a summary's root causes, of which the names
 * are compared.
 */
export function parseRootCauseJson(json: string, position: number): RootCausePath[] {
  let causes: unknown;
  try {
    causes = JSON.parse(json);
  } catch {
    throw filterError('the text after # is not JSON', position);
  }
  const entries = (value: unknown): Record<string, unknown>[] => {
    if (Array.isArray(value) && value.every(isStructure)) return value;
    throw filterError('the JSON after # is not a list of root causes', position);
  };
  const name = (value: unknown): string => {
    if (typeof value === 'string') return value;
    throw filterError('a Name in the JSON after # is missing', position);
  };
  return entries(causes).map(({ Services }) =>
    entries(Services).map(({ Name, EntityPath }) => ({
      name: name(Name),
      entities: entries(EntityPath ?? []).map((entity) => name(entity.Name)),
    })),
  );
}

function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

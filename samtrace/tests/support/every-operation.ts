/** One operation of an SDK client, and the smallest input that its model allows. */
export interface SdkOperation {
  readonly name: string;
  /** A command with the required members and the given members. */
  command(members?: Record<string, unknown>): unknown;
}

/** Anything that can send a command: every client of the SDK. */
export interface Sender {
  send(command: never): Promise<unknown>;
}

const OPERATION = 9;
const LIST = 1;
const MAP = 2;
const STRUCTURE = 3;

/** All operations of a client's package, as the schemas in it describe them. */
export function operationsIn(client: Readonly<Record<string, unknown>>): SdkOperation[] {
  const schemas = Object.values(client).filter(
    (each): each is unknown[] => Array.isArray(each) && each[0] === OPERATION,
  );
  return schemas.map((schema) => {
    const name = String(schema[2]);
    const Command = client[`${name}Command`] as new (input: unknown) => unknown;
    const smallest = sampleOf(schema[4], name) as Record<string, unknown>;
    return { name, command: (members = {}) => new Command({ ...smallest, ...members }) };
  });
}

/** A value for a schema; in a structure, the required members only. */
function sampleOf(schema: unknown, memberName: string): unknown {
  if (typeof schema === 'function') return sampleOf((schema as () => unknown)(), memberName);
  if (typeof schema === 'number') return simpleValue(schema, memberName);
  if (!Array.isArray(schema)) return 'x';
  // A schema with traits.
  if (schema.length === 2) return sampleOf(schema[0], memberName);
  switch (schema[0]) {
    case STRUCTURE: {
      const [, , , , names = [], members = [], required = 0] = schema as [0, 0, 0, 0, string[], unknown[], number];
      return Object.fromEntries(names.slice(0, required).map((name, index) => [name, sampleOf(members[index], name)]));
    }
    case LIST:
      return [sampleOf(schema[4], memberName)];
    case MAP:
      return { x: 'x' };
    case 0:
      // A simple type with a name.
      return sampleOf(schema[4], memberName);
    default:
      return undefined;
  }
}

function simpleValue(schema: number, memberName: string): unknown {
  if (schema >= 128) return { x: 'x' };
  if (schema >= 64) return [simpleValue(schema - 64, memberName)];
  const values: Readonly<Record<number, unknown>> = {
    1: 1,
    2: true,
    4: new Date(0),
    5: new Date(0),
    6: new Date(0),
    7: new Date(0),
    21: new Uint8Array([1]),
  };
  return values[schema] ?? 'x';
}

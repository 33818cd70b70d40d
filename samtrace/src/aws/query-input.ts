import type { AwsRequest } from './http.ts';

/**
 * The parameters of a Query request. Lists and maps are encoded in the names:
 * `Tags.member.1.Key=a`, `Attributes.entry.1.key=b`.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export class QueryInput {
  readonly #parameters: ReadonlyMap<string, string>;
  readonly #prefix: string;

  constructor(parameters: ReadonlyMap<string, string>, prefix = '') {
    this.#parameters = parameters;
    this.#prefix = prefix;
  }

  static of(request: Pick<AwsRequest, 'body' | 'query'>): QueryInput {
    const form = new URLSearchParams(request.body.toString('utf8'));
    return new QueryInput(new Map([...request.query, ...form]));
  }

  text(name: string): string | undefined {
    return this.#parameters.get(`${this.#prefix}${name}`);
  }

  /** The texts of a list: `<name>.member.<n>`. */
  texts(name: string): string[] {
    return this.#elements(`${name}.member`).flatMap((prefix) => this.#parameters.get(prefix) ?? []);
  }

  /** The structures of a list: `<name>.member.<n>.…`. */
  structures(name: string): QueryInput[] {
    return this.#elements(`${name}.member`).map((prefix) => new QueryInput(this.#parameters, `${prefix}.`));
  }

  /** The entries of a map: `<name>.entry.<n>.…`. The names of the key and the value depend on the map. */
  entries(name: string): QueryInput[] {
    return this.#elements(`${name}.entry`).map((prefix) => new QueryInput(this.#parameters, `${prefix}.`));
  }

  /** A map of texts: `<name>.entry.<n>.key` and `.value`. */
  map(name: string): Record<string, string> {
    return Object.fromEntries(
      this.entries(name).flatMap((entry) => {
        const key = entry.text('key');
        return key === undefined ? [] : [[key, entry.text('value') ?? '']];
      }),
    );
  }

  /** The prefixes of a list's elements, in the order of their numbers. */
  #elements(list: string): string[] {
    const start = `${this.#prefix}${list}.`;
    const numbers = new Set<number>();
    for (const name of this.#parameters.keys()) {
      if (!name.startsWith(start)) continue;
      const number = Number.parseInt(name.slice(start.length), 10);
      if (Number.isInteger(number)) numbers.add(number);
    }
    return [...numbers].sort((a, b) => a - b).map((number) => `${start}${number}`);
  }
}

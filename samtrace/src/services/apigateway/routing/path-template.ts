/** One part of a route's path: a fixed text, `{name}`, or `{name+}`, which matches the rest of the path. */
export type PathPart =
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

export type PathParameters = Readonly<Record<string, string>>;

export function parsePath(path: string): PathPart[] {
  return partsOf(path).map((part) => {
    const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) return { kind: 'fixed', text: part };
    return { kind: plus === '+' ? 'greedy' : 'variable', name };
  });
}

/** The parts of a path without its first slash: `/` has none, `/a/` has `a` and an empty one. */
export function partsOf(path: string): string[] {
  const text = path.replace(/^\//, '');
  return text === '' ? [] : text.split('/');
}

/** The values of the path's variables, still encoded, or undefined when the path is another one. */
export function matchPath(template: readonly PathPart[], parts: readonly string[]): PathParameters | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    if (part.kind === 'greedy') {
      const rest = parts.slice(index).join('/');
      if (rest === '') return undefined;
      return { ...parameters, [part.name]: rest };
    }
    const given = parts[index];
    if (given === undefined) return undefined;
    if (part.kind === 'variable') {
      if (given === '') return undefined;
      parameters[part.name] = given;
    } else if (part.text !== given && part.text !== decoded(given)) return undefined;
  }
  return template.length === parts.length ? parameters : undefined;
}

/** Negative when `a` is the more specific one: at the first difference, a fixed part before a variable, a greedy one last. */
export function comparePaths(a: readonly PathPart[], b: readonly PathPart[]): number {
  const rank = { fixed: 0, variable: 1, greedy: 2 };
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) break;
    if (rank[part.kind] !== rank[other.kind]) return rank[part.kind] - rank[other.kind];
  }
  return 0;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

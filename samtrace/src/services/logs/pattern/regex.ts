import { type CharacterSet, parseRegex } from './regex-parser.ts';

/**
 * A regular expression of CloudWatch Logs as a function that finds it anywhere in a text.
 *
 * It is run as an automaton over all its states at once and never backtracks: the work is at most the length of the text
 * times the number of states, which the parser bounds. No pattern and no message makes it slower than that.
 * Throws InvalidParameterException for anything outside AWS's subset.
 */
export function compileRegex(pattern: string): (text: string) => boolean {
  const alternatives = parseRegex(pattern).map((items) => assemble(items));
  return (text) => alternatives.some((program) => run(program, text));
}

/** The condition to leave a state, and whether the state can be skipped or repeated. The last state is the match. */
interface State {
  readonly set: CharacterSet | 'start' | 'end' | 'found';
  readonly optional: boolean;
  readonly repeated: boolean;
}

function assemble(items: ReturnType<typeof parseRegex>[number]): State[] {
  const states = items.flatMap(({ set, min, max }): State[] => {
    const needed = Array.from({ length: min }, (): State => ({ set, optional: false, repeated: false }));
    if (max === Number.POSITIVE_INFINITY) return [...needed, { set, optional: true, repeated: true }];
    return [...needed, ...Array.from({ length: max - min }, (): State => ({ set, optional: true, repeated: false }))];
  });
  return [...states, { set: 'found', optional: false, repeated: false }];
}

function run(states: readonly State[], text: string): boolean {
  let current = new Set<number>();
  for (let at = 0; at <= text.length; at += 1) {
    // A match may begin anywhere, so the first state is tried at every character.
    if (enter(states, 0, current, at, text.length)) return true;
    if (at === text.length) return false;
    const code = text.charCodeAt(at);
    const following = new Set<number>();
    for (const index of current) {
      const state = states[index];
      if (state === undefined || typeof state.set === 'string' || !state.set(code)) continue;
      if (enter(states, state.repeated ? index : index + 1, following, at + 1, text.length)) return true;
    }
    current = following;
  }
  return false;
}

/** Adds a state and those that can be reached from it without a character. True when one of them means: found. */
function enter(states: readonly State[], first: number, into: Set<number>, at: number, length: number): boolean {
  for (let index = first; index < states.length && !into.has(index); index += 1) {
    const state = states[index];
    if (state === undefined) return false;
    if (state.set === 'found') return true;
    if (state.set === 'start' || state.set === 'end') {
      if (at !== (state.set === 'start' ? 0 : length)) return false;
      continue;
    }
    into.add(index);
    if (!state.optional) return false;
  }
  return false;
}

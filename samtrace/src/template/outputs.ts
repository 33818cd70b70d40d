import { decide } from './decide.ts';
import type { IgnoredList } from './ignored.ts';
import { resolveText } from './resolve.ts';
import type { Scope } from './scope.ts';
import { asMapping } from './sections.ts';
import type { Mapping } from './value.ts';

const KNOWN_FIELDS = new Set(['Condition', 'Description', 'Export', 'Value']);

/** The outputs whose conditions are true. Exports have no effect, because there is only one stack. */
export function readOutputs(section: Mapping, scope: Scope, ignored: IgnoredList): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, value] of section.entries) {
    const output = asMapping(value, `Output ${name}`, scope.problems);
    for (const [field, { line }] of output.entries) {
      if (!KNOWN_FIELDS.has(field)) scope.problems.add(line, `Invalid output property '${field}' of ${name}.`);
    }
    const text = scope.problems.attempt(() => readOutput(name, output, scope));
    if (text !== undefined) outputs[name] = text;
    if (output.entries.has('Export')) ignored.addHarmless('Outputs', 'Export of an output', output.line);
  }
  return outputs;
}

function readOutput(name: string, output: Mapping, scope: Scope): string | undefined {
  const condition = output.entries.get('Condition');
  if (condition !== undefined && !scope.condition(resolveText(condition, scope, 'Condition'), output.line)) {
    return undefined;
  }
  const given = output.entries.get('Value');
  const decided = given && decide(given, scope);
  if (decided !== undefined) return resolveText(decided, scope, `Output ${name}`);
  scope.problems.add(output.line, `Output ${name} has no Value.`);
  return undefined;
}

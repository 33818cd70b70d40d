import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemReason } from '../aws/error.ts';
import type { IgnoredList } from './ignored.ts';
import { parseTemplate } from './parse.ts';
import { Problem, type Problems } from './problems.ts';
import { type Call, list, literal, type Mapping, mapping, type Value } from './value.ts';

/**
 * Replaces `Fn::Transform` with AWS::Include by the content of its file, as `sam build` does for a local file. Files in S3
 * and other macros are ignored, and replaced by an empty mapping.
 */
export function expandIncludes(root: Mapping, directory: string, ignored: IgnoredList, problems: Problems): Mapping {
  const expand = (value: Value): Value => {
    if (value.kind === 'list') return list(value.items.map(expand), value.line);
    if (value.kind === 'mapping') return expandEntries(value);
    if (value.kind !== 'call') return value;
    if (value.name !== 'Fn::Transform') return { ...value, argument: expand(value.argument) };
    const included = problems.attempt(() => include(value, directory, ignored, problems));
    return included === undefined ? mapping({}, value.line) : expandEntries(included);
  };
  const expandEntries = (value: Mapping): Mapping =>
    mapping(
      [...value.entries].map(([name, entry]) => [name, expand(entry)] as const),
      value.line,
    );
  return expandEntries(root);
}

function include(
  { argument, line }: Call,
  directory: string,
  ignored: IgnoredList,
  problems: Problems,
): Mapping | undefined {
  const call = argument.kind === 'mapping' ? argument.entries : new Map<string, Value>();
  const name = literal(call.get('Name'));
  const parameters = call.get('Parameters');
  const location = parameters?.kind === 'mapping' ? literal(parameters.entries.get('Location')) : undefined;
  const isLocal = name === 'AWS::Include' && location !== undefined && !/^(s3|https?):\/\//.test(location);
  if (!isLocal) {
    ignored.add('Template', `Fn::Transform ${name ?? ''} ${location ?? ''}`.trim(), 'samtrace does not run it', line);
    return undefined;
  }
  const file = path.resolve(directory, location);
  return atLine(parseTemplate(readText(file, line), ignored, problems), line);
}

function readText(file: string, line: number): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Problem(line, `AWS::Include: the file ${file} ${systemReason(cause)}.`);
  }
}

/** Problems in an included file are reported at the line that includes it. */
function atLine(value: Mapping, line: number): Mapping;
function atLine(value: Value, line: number): Value;
function atLine(value: Value, line: number): Value {
  if (value.kind === 'list') {
    return list(
      value.items.map((item) => atLine(item, line)),
      line,
    );
  }
  if (value.kind === 'mapping') {
    return mapping(
      [...value.entries].map(([name, entry]) => [name, atLine(entry, line)] as const),
      line,
    );
  }
  return value.kind === 'call' ? { ...value, argument: atLine(value.argument, line), line } : { ...value, line };
}

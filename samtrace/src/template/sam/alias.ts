import type { Resource } from '../sections.ts';
import { call, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';

/**
 * The version and the alias that SAM creates for AutoPublishAlias. SAM adds a hash of the code to the version's logical ID;
 * templates name it as `Function.Version`.
 */
export function transformAlias(functionId: string, alias: Value | undefined): Resource[] {
  if (alias?.kind !== 'scalar') return [];
  const { line } = alias;
  const fn = call('Ref', scalar(functionId, line), line);
  const versionId = `${functionId}Version`;
  return [
    generated(versionId, 'AWS::Lambda::Version', { FunctionName: fn }, line),
    generated(
      `${functionId}Alias${alias.value}`,
      'AWS::Lambda::Alias',
      {
        FunctionName: fn,
        FunctionVersion: call('Fn::GetAtt', scalar(`${versionId}.Version`, line), line),
        Name: alias,
      },
      line,
    ),
  ];
}

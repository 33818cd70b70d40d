import type { Resource } from '../sections.ts';
import { call, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';
import type { SamContext } from './kind.ts';

/** The URL that SAM makes of FunctionUrlConfig. */
export function transformFunctionUrl(
  functionId: string,
  config: Value | undefined,
  { ignored }: SamContext,
): Resource[] {
  if (config?.kind !== 'mapping') return [];
  const { line } = config;
  ignored.add(functionId, 'FunctionUrlConfig', 'samtrace does not play function URLs', line);
  const target = call('Ref', scalar(functionId, line), line);
  const properties = { ...Object.fromEntries(config.entries), TargetFunctionArn: target };
  return [generated(`${functionId}Url`, 'AWS::Lambda::Url', properties, line)];
}

import type { Resource } from '../sections.ts';
import type { Value } from '../value.ts';
import { generated } from './generated.ts';
import type { SamContext } from './kind.ts';

/** CodeDeploy's resources, which do nothing locally: they exist because other resources may refer to them. */
export function transformDeploymentPreference(
  functionId: string,
  preference: Value | undefined,
  { ignored }: SamContext,
): Resource[] {
  if (preference === undefined) return [];
  const { line } = preference;
  ignored.addHarmless(functionId, 'AWS::Serverless::Function DeploymentPreference', line);
  return [
    generated('ServerlessDeploymentApplication', 'AWS::CodeDeploy::Application', {}, line),
    generated(`${functionId}DeploymentGroup`, 'AWS::CodeDeploy::DeploymentGroup', {}, line),
  ];
}

import { functionNameIn } from '../../aws/arn.ts';
import type { PermissionResource } from '../model.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

export const PERMISSION: ResourceKind = {
  type: 'AWS::Lambda::Permission',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words('Action FunctionName Principal SourceAccount SourceArn'),
    withoutLocalEffect: words('EventSourceToken FunctionUrlAuthType InvokedViaFunctionUrl PrincipalOrgID'),
  },
  uniqueName: false,
};

export function readPermissions(declared: Declared): PermissionResource[] {
  return declared.ofTypes(PERMISSION.type).flatMap(({ properties }) => {
    const functionName = properties.requiredText('FunctionName');
    const action = properties.requiredText('Action');
    const principal = properties.requiredText('Principal');
    if (functionName === undefined || principal === undefined) return [];
    if (action !== 'lambda:InvokeFunction' && action !== 'lambda:*') return [];
    const sourceArn = properties.text('SourceArn');
    const sourceAccount = properties.text('SourceAccount');
    return [
      {
        functionName: functionNameIn(functionName),
        principal,
        ...(sourceArn !== undefined && { sourceArn }),
        ...(sourceAccount !== undefined && { sourceAccount }),
      },
    ];
  });
}

import { qualifiedFunction } from '../../aws/arn.ts';
import type { PermissionResource } from '../model.ts';
import type { Declared } from './declared.ts';
import { noAttributes, type ResourceKind, words } from './kind.ts';

export const PERMISSION: ResourceKind = {
  type: 'AWS::Lambda::Permission',
  identity: { maxNameLength: 255, attributes: noAttributes },
  properties: {
    acted: words('Action FunctionName InvokedViaFunctionUrl Principal SourceAccount SourceArn'),
    withoutLocalEffect: words('EventSourceToken FunctionUrlAuthType PrincipalOrgID'),
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
    // Lets callers in through the function URL only.
    if (properties.text('InvokedViaFunctionUrl') === 'true') return [];
    const sourceArn = properties.text('SourceArn');
    const sourceAccount = properties.text('SourceAccount');
    return [
      {
        ...qualifiedFunction(functionName),
        principal,
        ...(sourceArn !== undefined && { sourceArn }),
        ...(sourceAccount !== undefined && { sourceAccount }),
      },
    ];
  });
}

import type { Role } from '../../aws/iam.ts';
import { evaluate } from '../../iam/evaluate.ts';
import type { EventInvokeConfig } from '../model.ts';
import type { Properties } from '../properties.ts';

/** What Lambda itself does with a function's role: it refuses a function whose role does not allow it. */
export function roleForLambda(
  properties: Properties,
  role: Role,
  { tracingMode, onFailureArn }: { tracingMode: string } & Pick<EventInvokeConfig, 'onFailureArn'>,
): Role {
  const lambdaActions: string[] = [];
  const needs = (action: string, resource: string, message: string): void => {
    lambdaActions.push(action);
    const { outcome } = evaluate(role.policies, { action, resource, context: {} });
    if (outcome !== 'allowed') properties.refuse('Role', `${role.name}: ${message}`);
  };
  // The words of CreateFunction and of PutFunctionEventInvokeConfig.
  if (tracingMode === 'Active') {
    const message = 'The provided execution role does not have permissions to call PutTraceSegments on XRAY';
    needs('xray:PutTraceSegments', '*', message);
  }
  if (onFailureArn !== undefined) {
    const message = `The function's execution role does not have permissions to call SendMessage on ${onFailureArn}`;
    needs('sqs:SendMessage', onFailureArn, message);
  }
  return { ...role, lambdaActions };
}

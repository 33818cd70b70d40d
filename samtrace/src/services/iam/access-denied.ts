import { AwsError } from '../../aws/error.ts';
import type { Decision } from './evaluate.ts';

/** AWS's error for a refused call, with the text, code and status of the called service. */
export function accessDenied(userArn: string, action: string, resource: string, decision: Decision): AwsError {
  const [service = ''] = action.split(':');
  // SQS writes its actions in lower case.
  const shown = service === 'sqs' ? action.toLowerCase() : action;
  const what = `${shown}${onResource(service, resource)} ${reasonOf(decision, shown)}`;
  const message = `User: ${userArn} is not authorized to perform: ${what}`;
  const queryStyle = service === 's3' || service === 'sqs';
  return new AwsError(queryStyle ? 'AccessDenied' : 'AccessDeniedException', message, {
    status: service === 'logs' ? 400 : 403,
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function reasonOf({ outcome, outsideBoundary }: Decision, action: string): string {
  if (outcome === 'explicit deny') return 'with an explicit deny in an identity-based policy';
  const policy = outsideBoundary ? 'permissions boundary' : 'identity-based policy';
  return `because no ${policy} allows the ${action} action`;
}

/** S3 puts the ARN in quotes; X-Ray, whose actions have no resource types, names none. */
function onResource(service: string, resource: string): string {
  if (service === 'xray') return '';
  return ` on resource: ${service === 's3' ? `"${resource}"` : resource}`;
}

import { AwsError } from '../../aws/error.ts';
import type { Decision } from './evaluate.ts';

/** AWS's error for a refused call, with the text, code and status of the called service. */
export function accessDenied(userArn: string, action: string, resource: string, decision: Decision): AwsError {
  const [service = ''] = action.split(':');
  const shown = shownAction(service, action);
  const what = `${shown}${onResource(service, resource)} ${reasonOf(decision, shown)}`;
  const message = `User: ${userArn} is not authorized to perform: ${what}`;
  return new AwsError(CODES[service] ?? 'AccessDeniedException', message, {
    status: STATUS_400.has(service) ? 400 : 403,
  });
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function reasonOf({ outcome, outsideBoundary }: Decision, action: string): string {
  const policy = outsideBoundary ? 'permissions boundary' : 'identity-based policy';
  if (outcome === 'explicit deny') return `with an explicit deny in ${outsideBoundary ? 'a' : 'an'} ${policy}`;
  return `because no ${policy} allows the ${action} action`;
}

const CODES: Readonly<Record<string, string>> = {
  cloudformation: 'AccessDenied',
  s3: 'AccessDenied',
  sns: 'AuthorizationError',
  sqs: 'AccessDenied',
};
/** Services of the JSON protocol. */
const STATUS_400 = new Set(['dynamodb', 'events', 'logs']);

/** SQS writes its actions in lower case, and SNS writes its name in upper case. */
function shownAction(service: string, action: string): string {
  if (service === 'sqs') return action.toLowerCase();
  return service === 'sns' ? action.replace(/^sns:/, 'SNS:') : action;
}

/** S3 puts the ARN in quotes; X-Ray, whose actions have no resource types, names none. */
function onResource(service: string, resource: string): string {
  if (service === 'xray') return '';
  return ` on resource: ${service === 's3' ? `"${resource}"` : resource}`;
}

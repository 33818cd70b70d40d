import { AwsError } from '../../aws/error.ts';

/** What AWS says of a refused call, in the words and with the code and status of the called service. */
export function accessDenied(
  userArn: string,
  action: string,
  resource: string,
  outcome: 'implicit deny' | 'explicit deny',
): AwsError {
  const [service = ''] = action.split(':');
  // SQS writes its actions in lower case.
  const shown = service === 'sqs' ? action.toLowerCase() : action;
  const reason =
    outcome === 'explicit deny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${shown} action`;
  const message = `User: ${userArn} is not authorized to perform: ${shown}${onResource(service, resource)} ${reason}`;
  const queryStyle = service === 's3' || service === 'sqs';
  return new AwsError(queryStyle ? 'AccessDenied' : 'AccessDeniedException', message, {
    status: service === 'logs' ? 400 : 403,
  });
}

/** S3 puts the ARN in quotes; X-Ray, whose actions have no resource types, names none. */
function onResource(service: string, resource: string): string {
  if (service === 'xray') return '';
  return ` on resource: ${service === 's3' ? `"${resource}"` : resource}`;
}

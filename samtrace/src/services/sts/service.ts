import { unsupported } from '../../aws/error.ts';
import type { AwsService, Caller } from '../../aws/http.ts';
import { queryAction, queryAnswer, queryError } from '../../aws/query-protocol.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** STS with GetCallerIdentity only, because no role has to be assumed. */
export function createSts(options: { identityOf(caller: Caller): { account: string; arn: string; userId: string } }): {
  api: AwsService;
} {
  return {
    api: {
      signingName: 'sts',
      actions: ['sts:GetCallerIdentity'],
      operation(request) {
        const action = queryAction(request);
        if (action !== 'GetCallerIdentity') throw unsupported('STS', action);
        return {
          action: 'sts:GetCallerIdentity',
          // No resource, so no permission is needed: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
          // needs no permission, and answers even those to whom a policy denies it.
          resources: [],
          run() {
            const { arn, userId, account } = options.identityOf(request.caller);
            return queryAnswer(NAMESPACE, action, { Arn: arn, UserId: userId, Account: account });
          },
        };
      },
      renderError: (error) => queryError(error),
    },
  };
}

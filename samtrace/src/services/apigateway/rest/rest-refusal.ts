import type { AuthorizerOutcome } from '../authorizer/outcome.ts';
import type { RestErrorType } from './rest-errors.ts';

/** The answer of a REST API if its authorizer rejects a request. Undefined if the authorizer allows it. */
export function restRefusal(outcome: AuthorizerOutcome): { type: RestErrorType; message?: string } | undefined {
  switch (outcome.kind) {
    case 'allowed':
    case 'signed':
      return undefined;
    case 'unsigned':
      return { type: 'MISSING_AUTHENTICATION_TOKEN' };
    case 'unauthorized':
      return { type: 'UNAUTHORIZED' };
    case 'denied': {
      const reason = outcome.explicit ? ' with an explicit deny' : '';
      return { type: 'ACCESS_DENIED', message: `User is not authorized to access this resource${reason}` };
    }
    case 'failed':
      return { type: 'AUTHORIZER_CONFIGURATION_ERROR' };
  }
}

import { type Account, functionArn } from '../../aws/arn.ts';
import { unsupported } from '../../aws/error.ts';
import { type AwsRequest, type AwsService, json, type Operation } from '../../aws/http.ts';
import type { Lambda } from '../service.ts';
import { functionReference } from './function-name.ts';
import { invoke } from './invoke.ts';

/** Lambda's REST API, as far as the local stack has it. https://docs.aws.amazon.com/lambda/latest/api/ */
export function lambdaApi(lambda: Omit<Lambda, 'api'>, account: Account): AwsService {
  return {
    signingName: 'lambda',
    operation: (request) => operation(lambda, account, request),
    renderError: (error) =>
      json(
        error.status,
        { Type: 'User', ...error.members, Message: error.message },
        { 'x-amzn-errortype': error.code },
      ),
  };
}

function operation(lambda: Omit<Lambda, 'api'>, account: Account, request: AwsRequest): Operation {
  const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.path);
  if (request.method === 'POST' && match?.[1] !== undefined) {
    const reference = functionReference(account, decodeURIComponent(match[1]), request.query.get('Qualifier'));
    return {
      action: 'lambda:InvokeFunction',
      resources: [functionArn(account, reference.functionName)],
      run: () => invoke(lambda, reference, request),
    };
  }
  throw unsupported('Lambda', `${request.method} ${request.path}`);
}

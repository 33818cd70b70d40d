import { AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsService, json, jsonObject } from '../../../aws/http.ts';
import { ACTIONS, type ActionContext } from './actions.ts';
import { UNSUPPORTED_PATHS } from './unsupported-paths.ts';

/**
 * X-Ray's REST-JSON protocol.
 * https://docs.aws.amazon.com/xray/latest/api/
 */
export function createApi(context: ActionContext): AwsService {
  return {
    signingName: 'xray',
    actions: Object.values(ACTIONS).map(({ name }) => `xray:${name}`),
    operation(request) {
      const action = request.method === 'POST' ? ACTIONS[request.path] : undefined;
      if (!action) throw unknownOperation(request.path);
      const input = jsonObject(request);
      return {
        action: `xray:${action.name}`,
        // None of these actions has resource types: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
        resources: ['*'],
        run: async () => json(200, await action.run(input, context)),
      };
    },
    renderError: ({ code, message, status, members }) =>
      json(status, { __type: code, Message: message, ...members }, { 'x-amzn-errortype': code }),
  };
}

function unknownOperation(path: string): AwsError {
  const name = UNSUPPORTED_PATHS[path];
  if (name) return unsupported('X-Ray', name);
  return new AwsError('UnknownOperationException', `X-Ray has no operation at ${path}.`, { status: 404 });
}

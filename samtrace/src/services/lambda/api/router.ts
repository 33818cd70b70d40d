import { type Account, functionArn } from '../../../aws/arn.ts';
import { unsupported } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, type AwsService, json, type Operation } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import { eventSourceMappings } from './event-source-mappings.ts';
import { type FunctionReference, functionReference } from './function-name.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getFunction, getFunctionConfiguration } from './get-function.ts';
import { invoke } from './invoke.ts';
import { listFunctions } from './list-functions.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

interface Call {
  readonly backend: Backend;
  readonly account: Account;
  readonly fn: FunctionReference;
  readonly request: AwsRequest;
}

interface Action {
  /** In IAM, behind `lambda:`. */
  readonly permission: string;
  run(call: Call): AwsResponse | Promise<AwsResponse>;
}

/** The calls about one function: method and path below `/<API version>/functions`, with `*` for the function. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'POST /*/invocations': {
    permission: 'InvokeFunction',
    run: ({ backend, fn, request }) => invoke(backend, fn, request),
  },
  'GET /*': {
    permission: 'GetFunction',
    run: ({ backend, account, fn }) => getFunction(backend, account, fn.functionName),
  },
  'GET /*/configuration': {
    permission: 'GetFunctionConfiguration',
    run: ({ backend, account, fn }) => getFunctionConfiguration(backend, account, fn.functionName),
  },
  'PUT /*/configuration': {
    permission: 'UpdateFunctionConfiguration',
    run: ({ backend, account, fn, request }) => updateFunctionConfiguration(backend, account, fn.functionName, request),
  },
};

/** Calls that people try and the local stack does not make: it answers by their names. */
const NOT_MADE: Readonly<Record<string, string>> = {
  'POST ': 'CreateFunction',
  'DELETE /*': 'DeleteFunction',
  'PUT /*/code': 'UpdateFunctionCode',
  'POST /*/versions': 'PublishVersion',
  'GET /*/versions': 'ListVersionsByFunction',
  'POST /*/aliases': 'CreateAlias',
  'GET /*/aliases': 'ListAliases',
  'POST /*/policy': 'AddPermission',
  'GET /*/policy': 'GetPolicy',
  'PUT /*/concurrency': 'PutFunctionConcurrency',
  'GET /*/concurrency': 'GetFunctionConcurrency',
  'PUT /*/event-invoke-config': 'PutFunctionEventInvokeConfig',
  'GET /*/event-invoke-config': 'GetFunctionEventInvokeConfig',
  'POST /*/invoke-async': 'InvokeAsync',
  'POST /*/response-streaming-invocations': 'InvokeWithResponseStream',
};

/** Of the calls that are about no function. */
const PERMISSIONS = ['ListFunctions', 'GetAccountSettings', 'ListEventSourceMappings', 'GetEventSourceMapping'];

/** By method. */
const MAPPINGS_NOT_MADE: Readonly<Record<string, string>> = {
  POST: 'CreateEventSourceMapping',
  PUT: 'UpdateEventSourceMapping',
  DELETE: 'DeleteEventSourceMapping',
};

/** Lambda's REST API, as far as the local stack has it. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export function lambdaApi(backend: Backend, account: Account): AwsService {
  return {
    signingName: 'lambda',
    actions: [...PERMISSIONS, ...Object.values(ACTIONS).map(({ permission }) => permission)].map(
      (name) => `lambda:${name}`,
    ),
    operation: (request) => operation(backend, account, request),
    renderError: (error) =>
      json(
        error.status,
        { Type: 'User', ...error.members, Message: error.message },
        { 'x-amzn-errortype': error.code },
      ),
  };
}

function operation(backend: Backend, account: Account, request: AwsRequest): Operation {
  if (request.method === 'GET' && /^\/[\d-]{10}\/account-settings\/?$/.test(request.path)) {
    return { action: 'lambda:GetAccountSettings', resources: ['*'], run: () => getAccountSettings(backend) };
  }
  if (/^\/[\d-]{10}\/event-source-mappings(\/|$)/.test(request.path)) {
    const made = eventSourceMappings(backend, account, request);
    if (made !== undefined) return made;
    throw unsupported('Lambda', MAPPINGS_NOT_MADE[request.method] ?? `${request.method} ${request.path}`);
  }
  const [, below, name] = /^\/[\d-]{10}\/functions((?:\/([^/]+))?.*?)\/?$/.exec(request.path) ?? [];
  const key = `${request.method} ${name === undefined ? below : below?.replace(name, '*')}`;
  if (key === 'GET ') {
    const run = () => listFunctions(backend, account, request);
    return { action: 'lambda:ListFunctions', resources: ['*'], run };
  }
  const action = ACTIONS[key];
  if (action === undefined || name === undefined) {
    throw unsupported('Lambda', NOT_MADE[key] ?? `${request.method} ${request.path}`);
  }
  const fn = functionReference(account, name, request.query.get('Qualifier'));
  return {
    action: `lambda:${action.permission}`,
    resources: [functionArn(account, fn.functionName)],
    run: () => action.run({ backend, account, fn, request }),
  };
}

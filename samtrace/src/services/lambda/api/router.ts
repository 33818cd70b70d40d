import { type Account, functionArn } from '../../../aws/arn.ts';
import { type AwsError, unsupported } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, type AwsService, json, type Operation } from '../../../aws/http.ts';
import type { Backend } from './backend.ts';
import type { Action, Call } from './call.ts';
import { createAlias } from './create-alias.ts';
import { createFunction } from './create-function.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteFunction } from './delete-function.ts';
import { eventSourceMappings } from './event-source-mappings.ts';
import { functionReference } from './function-name.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getAlias } from './get-alias.ts';
import { getFunction } from './get-function.ts';
import { getFunctionConfiguration } from './get-function-configuration.ts';
import { invoke } from './invoke.ts';
import { invokeWithResponseStream } from './invoke-with-response-stream.ts';
import { listAliases } from './list-aliases.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';
import { publishVersion } from './publish-version.ts';
import { updateAlias } from './update-alias.ts';
import { updateFunctionCode } from './update-function-code.ts';
import { updateFunctionConfiguration } from './update-function-configuration.ts';

/**
 * The calls about one function: method and path below `/<API version>/functions`, with `*` for the function and for an
 * alias.
 */
const ACTIONS: Readonly<Record<string, Action>> = {
  'POST /*/invocations': { permission: 'InvokeFunction', run: invoke },
  'POST /*/response-streaming-invocations': { permission: 'InvokeFunction', run: invokeWithResponseStream },
  'GET /*': getFunction,
  'DELETE /*': deleteFunction,
  'GET /*/configuration': getFunctionConfiguration,
  'PUT /*/configuration': updateFunctionConfiguration,
  'PUT /*/code': updateFunctionCode,
  'POST /*/versions': publishVersion,
  'GET /*/versions': listVersionsByFunction,
  'POST /*/aliases': createAlias,
  'GET /*/aliases': listAliases,
  'GET /*/aliases/*': getAlias,
  'PUT /*/aliases/*': updateAlias,
  'DELETE /*/aliases/*': deleteAlias,
};

/** Calls that people try and the local stack does not make: it answers by their names. */
const NOT_MADE: Readonly<Record<string, string>> = {
  'POST /*/policy': 'AddPermission',
  'GET /*/policy': 'GetPolicy',
  'PUT /*/concurrency': 'PutFunctionConcurrency',
  'GET /*/concurrency': 'GetFunctionConcurrency',
  'PUT /*/event-invoke-config': 'PutFunctionEventInvokeConfig',
  'GET /*/event-invoke-config': 'GetFunctionEventInvokeConfig',
  'POST /*/invoke-async': 'InvokeAsync',
};

/** The resource of calls that are not about a function. */
const PERMISSIONS = [
  'CreateFunction',
  'ListFunctions',
  'GetAccountSettings',
  'ListEventSourceMappings',
  'GetEventSourceMapping',
];

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
    renderError,
  };
}

/** The errors whose model has `Message`; all others have `message`. */
const CAPITALIZED = new Set(['ResourceNotFoundException', 'ServiceException', 'AccessDeniedException']);

function renderError(error: AwsError): AwsResponse {
  const text = CAPITALIZED.has(error.code) ? { Message: error.message } : { message: error.message };
  // Errors of the model's own constraints have no type.
  const type = error.code === 'ValidationException' ? {} : { Type: 'User' };
  return json(error.status, { ...type, ...error.members, ...text }, { 'x-amzn-errortype': error.code });
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
  const below = /^\/[\d-]{10}\/functions(.*?)\/?$/.exec(request.path)?.[1] ?? '-';
  if (below === '' && request.method === 'POST') return createFunction(backend, account, request);
  if (below === '' && request.method === 'GET') {
    const run = () => listFunctions(backend, account, request);
    return { action: 'lambda:ListFunctions', resources: ['*'], run };
  }
  const [, name, part, aliasName = ''] = below.split('/');
  const key = [
    request.method,
    ['', '*', ...(part === undefined ? [] : [part]), ...(aliasName && ['*'])].join('/'),
  ].join(' ');
  const action = ACTIONS[key];
  if (action === undefined || name === undefined) {
    throw unsupported('Lambda', NOT_MADE[key] ?? `${request.method} ${request.path}`);
  }
  const fn = functionReference(account, name, request.query.get('Qualifier'));
  const call: Call = { backend, account, fn, request, aliasName: decodeURIComponent(aliasName) };
  const arn = functionArn(account, fn.functionName);
  return {
    action: `lambda:${action.permission}`,
    // A policy for the function alone does not cover its versions and aliases.
    resources: [fn.qualifier === undefined ? arn : `${arn}:${fn.qualifier}`],
    run: () => action.run(call),
  };
}

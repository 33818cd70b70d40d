import { type Account, functionArn } from '../../aws/arn.ts';
import { AwsError, unsupported } from '../../aws/error.ts';
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  json,
  jsonObject,
  type Operation,
} from '../../aws/http.ts';

const TARGET_PREFIX = 'CloudApiService.';
const JSON_1_0 = { 'content-type': 'application/x-amz-json-1.0' };
const FUNCTION_URL_TYPE = 'AWS::Lambda::Url';

/** The address of a function. Its members are properties of `AWS::Lambda::Url`. */
export interface FunctionUrl {
  /** Of the function, or of one of its aliases. */
  readonly FunctionArn: string;
  readonly FunctionUrl: string;
  readonly AuthType: string;
  readonly InvokeMode: string;
}

export interface CloudControlOptions {
  readonly account: Account;
  functionUrls(): readonly FunctionUrl[];
}

/** Cloud Control with GetResource of function URLs only, for `sam list endpoints`. */
export function createCloudControl(options: CloudControlOptions): { api: AwsService } {
  return {
    api: {
      signingName: 'cloudcontrolapi',
      actions: ['cloudformation:GetResource'],
      operation: (request) => operation(options, request),
      renderError,
    },
  };
}

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_GetResource.html */
function operation({ account, functionUrls }: CloudControlOptions, request: AwsRequest): Operation {
  const target = request.headers['x-amz-target'] ?? '';
  const name = target.startsWith(TARGET_PREFIX) ? target.slice(TARGET_PREFIX.length) : target;
  if (name !== 'GetResource') throw unsupported('Cloud Control', name);
  const input = jsonObject(request);
  const type = requiredText(input, 'TypeName');
  const identifier = requiredText(input, 'Identifier');
  if (type !== FUNCTION_URL_TYPE) throw unsupported('Cloud Control', `GetResource for ${type}`);
  // SAM gives the name of the function.
  const arn = identifier.startsWith('arn:') ? identifier : functionArn(account, identifier);
  return {
    action: 'cloudformation:GetResource',
    resources: ['*'],
    alsoNeeds: [{ action: 'lambda:GetFunctionUrlConfig', resources: [arn] }],
    run() {
      const found = functionUrls().find(({ FunctionArn }) => FunctionArn === arn);
      if (found === undefined) throw notFound(type, identifier);
      const ResourceDescription = { Identifier: found.FunctionArn, Properties: JSON.stringify(found) };
      return json(200, { TypeName: type, ResourceDescription }, JSON_1_0);
    },
  };
}

function requiredText(input: Readonly<Record<string, unknown>>, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError('ValidationException', `${name} must be a string with at least one character.`);
}

function notFound(type: string, identifier: string): AwsError {
  const message = `Resource of type '${type}' with identifier '${identifier}' was not found.`;
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

function renderError(error: AwsError): AwsResponse {
  const body = { __type: error.code, Message: error.message };
  return json(error.status, body, { ...JSON_1_0, 'x-amzn-errortype': error.code });
}

import { type Account, functionArn } from '../../../aws/arn.ts';
import { unsupported } from '../../../aws/error.ts';
import { type AwsRequest, type AwsResponse, json, type Operation } from '../../../aws/http.ts';
import type { FunctionDefinition, LoggingConfig } from '../contract.ts';
import { changedDefinition } from '../definition-change.ts';
import { readArchitecture } from './architecture.ts';
import type { Backend } from './backend.ts';
import { conflict, invalidParameter } from './errors.ts';
import { functionConfiguration } from './function-configuration.ts';
import { newFunctionName } from './function-name.ts';
import { Input } from './input.ts';
import { readLayers } from './layers.ts';
import { checkDeadLetterTarget, readOptionalSettings } from './optional-settings.ts';
import { checkTracing, readLogging, readSettings, SETTINGS } from './settings.ts';
import { uploadedArchive } from './uploaded-archive.ts';

const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_EVENT_INVOKE = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html, of a ZIP archive in the request. */
export function createFunction(backend: Backend, account: Account, request: AwsRequest): Operation {
  const input = Input.of(request);
  const functionName = newFunctionName(account, input.required('FunctionName'));
  const role = input.required('Role');
  return {
    action: 'lambda:CreateFunction',
    resources: [functionArn(account, functionName)],
    alsoNeeds: [{ action: 'iam:PassRole', resources: [role] }],
    run: () => create(backend, account, functionName, input),
  };
}

async function create(backend: Backend, account: Account, functionName: string, input: Input): Promise<AwsResponse> {
  input.refuseOthers('CreateFunction', ...SETTINGS, 'FunctionName', 'Code', 'Architectures', 'PackageType', 'Publish');
  if (input.oneOf('PackageType', ['Zip', 'Image']) === 'Image') {
    throw unsupported('Lambda', 'CreateFunction with the PackageType Image');
  }
  const settings = readSettings(input);
  const optional = readOptionalSettings('CreateFunction', input);
  const { handler, roleArn = '', runtime } = settings;
  if (runtime === undefined || handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  const archive = uploadedArchive('CreateFunction', input.structure('Code') ?? new Input({}));
  const exists = backend.functions().some((fn) => fn.functionName === functionName);
  if (exists) throw conflict(`Function already exist: ${functionName}`);
  const uploaded = await backend.unpack(functionName, archive);
  const layers = await readLayers(backend, functionName, input);
  backend.admit(functionName, roleArn);
  checkTracing(backend, functionName, settings.tracingMode);
  checkDeadLetterTarget(backend, functionName, optional.deadLetterArn);
  const definition: FunctionDefinition = {
    // A function that is in no template has no logical ID, and is named by its name.
    logicalId: functionName,
    functionName,
    description: '',
    environment: {},
    memorySizeMb: DEFAULT_MEMORY_MB,
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    tracingMode: 'PassThrough',
    eventInvoke: DEFAULT_EVENT_INVOKE,
    architecture: readArchitecture(input) ?? 'x86_64',
    logging: readLogging(input.structure('LoggingConfig'), defaultLogging(functionName)),
    ...settings,
    ...uploaded,
    handler,
    roleArn,
    runtime,
  };
  backend.createFunction(changedDefinition(definition, { ...optional, ...layers }));
  const versions = backend.versionsOf(functionName);
  const created = input.boolean('Publish') === true ? versions.publish() : versions.latest;
  return json(201, functionConfiguration(account, created));
}

function defaultLogging(functionName: string): LoggingConfig {
  return {
    format: 'Text',
    applicationLogLevel: 'INFO',
    systemLogLevel: 'INFO',
    logGroup: `/aws/lambda/${functionName}`,
  };
}

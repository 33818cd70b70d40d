/** Where the scripts work: on the deployed stack, or with --local on what `npm start` has started. */
import { type FunctionConfiguration, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { CommandError } from './command.ts';

/** For parseArgs of node:util; every script has these, and TARGET_HELP describes them. */
export const TARGET_OPTIONS = {
  stack: { type: 'string', default: 'error-processor' },
  local: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export const TARGET_HELP = `  --stack NAME     the deployed stack (error-processor), in the region and with the credentials of your AWS profile
  --local          the local stack instead, at http://127.0.0.1:4566
  --endpoint URL   the local stack at another address`;

export interface Target {
  stackName: string;
  /** For the constructors of the AWS SDK's clients. */
  client: { endpoint?: string; region?: string; credentials?: { accessKeyId: string; secretAccessKey: string } };
}

export function targetOf(options: { stack: string; local: boolean; endpoint?: string | undefined }): Target {
  if (!options.local && options.endpoint === undefined) return { stackName: options.stack, client: {} };
  return {
    stackName: 'local',
    client: {
      endpoint: options.endpoint ?? 'http://127.0.0.1:4566',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
  };
}

/** A function of the stack by its logical id. CloudFormation makes its name of the stack's, that id and twelve characters. */
export async function findFunction(
  target: Target,
  logicalId: string,
): Promise<FunctionConfiguration & { FunctionName: string }> {
  const prefix = `${target.stackName}-${logicalId}-`;
  const client = new LambdaClient(target.client);
  for await (const page of paginateListFunctions({ client }, {})) {
    for (const configuration of page.Functions ?? []) {
      const { FunctionName } = configuration;
      if (FunctionName?.startsWith(prefix)) return { ...configuration, FunctionName };
    }
  }
  throw new CommandError(`There is no function ${prefix}…: is the stack ${target.stackName} deployed, in this region?`);
}

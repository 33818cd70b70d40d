/** Where the scripts work: on a deployed stack, or with --local on the one that npm start runs. */
import {
  type FunctionConfiguration,
  LambdaClient,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { CommandError } from './command.ts';

/** Options for `parseArgs`. Every script has them. */
export const TARGET_OPTIONS = {
  stack: { type: 'string', default: 'error-processor' },
  local: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

export const TARGET_HELP = `  --stack NAME     the deployed stack (default: error-processor); uses your AWS profile and region
  --local          the application that npm start runs, at http://127.0.0.1:4566
  --endpoint URL   the same at another address`;

export interface Target {
  stackName: string;

  /** For the clients of the AWS SDK. */
  client: {
    endpoint?: string;
    region?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
  };
}

interface TargetOptions {
  stack: string;

  local: boolean;

  endpoint?: string | undefined;
}

export function targetOf({ stack, local, endpoint }: TargetOptions): Target {
  if (!local && endpoint === undefined) {
    return { stackName: stack, client: {} };
  }
  return {
    stackName: 'local',
    client: {
      endpoint: endpoint ?? 'http://127.0.0.1:4566',
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
  };
}

/**
 * Finds a function by its logical ID. CloudFormation names it with the names of the stack and the
 * resource, and twelve characters.
 */
export async function findFunction(
  { stackName, client: config }: Target,
  logicalId: string,
): Promise<FunctionConfiguration & { FunctionName: string }> {
  const prefix = `${stackName}-${logicalId}-`;
  const client = new LambdaClient(config);
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    const found = Functions.find(({ FunctionName }) => FunctionName?.startsWith(prefix));
    if (found?.FunctionName !== undefined) {
      return { ...found, FunctionName: found.FunctionName };
    }
  }
  throw new CommandError(
    `There is no function ${prefix}…. Is the stack ${stackName} deployed in this region?`,
  );
}

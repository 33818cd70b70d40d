import type { Properties } from '../properties.ts';

/** All names and values together, in bytes. */
const MAX_BYTES = 4096;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const RESERVED = new Set(
  (
    '_HANDLER _X_AMZN_TRACE_ID AWS_DEFAULT_REGION AWS_REGION AWS_EXECUTION_ENV AWS_LAMBDA_FUNCTION_NAME ' +
    'AWS_LAMBDA_FUNCTION_MEMORY_SIZE AWS_LAMBDA_FUNCTION_VERSION AWS_LAMBDA_INITIALIZATION_TYPE ' +
    'AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME AWS_ACCESS_KEY AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY ' +
    'AWS_SESSION_TOKEN AWS_LAMBDA_RUNTIME_API LAMBDA_TASK_ROOT LAMBDA_RUNTIME_DIR'
  ).split(' '),
);

/** A function's own variables. Names that Lambda keeps for itself are refused, as it refuses them. */
export function readEnvironment(properties: Properties): Record<string, string> {
  const variables = properties.nested('Environment')?.nested('Variables');
  const environment: Record<string, string> = {};
  for (const name of variables?.names() ?? []) {
    if (RESERVED.has(name)) variables?.refuse(name, 'is a variable that Lambda reserves.');
    else if (!/^[a-zA-Z]\w+$/.test(name)) variables?.refuse(name, 'is not a valid name of a variable.');
    const value = variables?.text(name);
    if (value !== undefined) environment[name] = value;
  }
  const bytes = Object.entries(environment).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (bytes > MAX_BYTES)
    properties.refuse('Environment', `exceeds Lambda's limit of ${MAX_BYTES} bytes by ${bytes - MAX_BYTES}.`);
  return environment;
}

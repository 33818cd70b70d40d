import { type Account, functionArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';

export interface FunctionReference {
  readonly functionName: string;
  /** As the caller qualified it: with `:$LATEST` only if that was said. */
  readonly invokedFunctionArn: string;
}

/**
 * A function as the API takes it: a name, a partial ARN `<account>:function:<name>`, or an ARN, each with an optional
 * qualifier. The local stack has no versions and no aliases: any qualifier but $LATEST is not found, as on AWS.
 */
export function functionReference(
  account: Account,
  pathPart: string,
  queryQualifier: string | null,
): FunctionReference {
  const text = decoded(pathPart);
  const match = /^(?:(?:arn:aws:lambda:([^:]+):)?(?:(\d{12}):)?(?:function:)?)?([\w-]+)(?::([$\w-]+))?$/.exec(text);
  if (match === null) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: it is neither a name nor an ARN of a function.`,
    );
  }
  const [, region = account.region, accountId = account.accountId, functionName = '', pathQualifier] = match;
  const qualifier = pathQualifier ?? queryQualifier ?? undefined;
  const arn = functionArn({ region, accountId }, functionName);
  const invokedFunctionArn = qualifier === undefined ? arn : `${arn}:${qualifier}`;
  const elsewhere = region !== account.region || accountId !== account.accountId;
  if (elsewhere || (qualifier !== undefined && qualifier !== '$LATEST')) throw functionNotFound(invokedFunctionArn);
  return { functionName, invokedFunctionArn };
}

/** ARNs come percent-encoded; what does not decode matches no name. */
function decoded(pathPart: string): string {
  try {
    return decodeURIComponent(pathPart);
  } catch {
    return pathPart;
  }
}

/** `name` is the function's name when it was called by its logical id, which AWS does not know. */
export function functionNotFound(arn: string, name?: string): AwsError {
  const hint = name === undefined ? '' : `. That is its logical id in the template; its name is ${name}.`;
  return new AwsError('ResourceNotFoundException', `Function not found: ${arn}${hint}`, { status: 404 });
}

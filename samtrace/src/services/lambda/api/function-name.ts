import { type Account, functionArn } from '../../../aws/arn.ts';
import { AwsError } from '../../../aws/error.ts';
import { constraintFailed, invalidParameter } from './errors.ts';

export interface FunctionReference {
  readonly functionName: string;
  /** A version or an alias, if the caller named one. */
  readonly qualifier?: string;
}

/** Lambda's own patterns, as its messages show them. */
const NAME_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?';
const NEW_NAME_PATTERN = NAME_PATTERN.replace('-_\\.]', '-_]').replace('(\\.PUBLISHED)?', '');
const QUALIFIER_PATTERN = '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+';
const MAX_NAME = 64;
const MAX_NEW_NAME_WITH_ARN = 140;
const MAX_QUALIFIER = 128;

/** The same as {@link NAME_PATTERN}, with names for its parts. */
const NAME =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:(?<region>[a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[\w.-]+)(?::(?<qualifier>\$LATEST(?:\.PUBLISHED)?|[\w-]+))?$/;

/**
 * A function in a call of the API: a name, a partial ARN `<account>:function:<name>`, or an ARN, each with an optional
 * qualifier. Throws Lambda's errors for what is none of them, and for a function of another region or account.
 */
export function functionReference(
  account: Account,
  pathPart: string,
  queryQualifier: string | null,
): FunctionReference {
  const text = decoded(pathPart);
  const parts = NAME.exec(text)?.groups;
  if (parts === undefined) {
    throw constraintFailed(text, 'functionName', `Member must satisfy regular expression pattern: ${NAME_PATTERN}`);
  }
  if (queryQualifier !== null) checkQualifier(queryQualifier);
  const { region = account.region, accountId = account.accountId, name: functionName = '' } = parts;
  if (queryQualifier !== null && parts.qualifier !== undefined && parts.qualifier !== queryQualifier) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const qualifier = parts.qualifier ?? queryQualifier ?? undefined;
  if (region !== account.region) {
    throw notFound(`Functions from '${region}' are not reachable in this region ('${account.region}')`);
  }
  if (accountId !== account.accountId) {
    const arn = functionArn({ region, accountId }, functionName);
    throw functionNotFound(qualifier === undefined ? arn : `${arn}:${qualifier}`);
  }
  return { functionName, ...(qualifier !== undefined && { qualifier }) };
}

/** The name for a function that is to be created. */
export function newFunctionName(account: Account, text: string): string {
  if (!new RegExp(`^${NEW_NAME_PATTERN}$`).test(text)) {
    throw constraintFailed(text, 'functionName', `Member must satisfy regular expression pattern: ${NEW_NAME_PATTERN}`);
  }
  if (text.length > MAX_NEW_NAME_WITH_ARN) {
    throw constraintFailed(
      text,
      'functionName',
      `Member must have length less than or equal to ${MAX_NEW_NAME_WITH_ARN}`,
    );
  }
  const { functionName } = functionReference(account, encodeURIComponent(text), null);
  if (functionName.length <= MAX_NAME) return functionName;
  const { message } = constraintFailed(
    functionName,
    'functionName',
    `Member must have length less than or equal to ${MAX_NAME}`,
  );
  throw invalidParameter(message);
}

function checkQualifier(qualifier: string): void {
  if (qualifier.length > MAX_QUALIFIER) {
    throw constraintFailed(qualifier, 'qualifier', `Member must have length less than or equal to ${MAX_QUALIFIER}`);
  }
  if (!new RegExp(`^(?:${QUALIFIER_PATTERN})$`).test(qualifier)) {
    throw constraintFailed(
      qualifier,
      'qualifier',
      `Member must satisfy regular expression pattern: ${QUALIFIER_PATTERN}`,
    );
  }
}

/** ARNs are percent-encoded. Text that cannot be decoded matches no name. */
function decoded(pathPart: string): string {
  try {
    return decodeURIComponent(pathPart);
  } catch {
    return pathPart;
  }
}

/** `name` is the function's name, if the caller used its logical ID, which AWS does not support. */
export function functionNotFound(arn: string, name?: string): AwsError {
  const hint = name === undefined ? '' : `. That is its logical id in the template; its name is ${name}.`;
  return notFound(`Function not found: ${arn}${hint}`);
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, { status: 404 });
}

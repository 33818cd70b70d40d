import { AwsError } from '../../../aws/error.ts';
import type { QueryInput } from '../../../aws/query-input.ts';
import type { KnownStack } from '../contract.ts';
import type { Backend } from './action.ts';

/**
 * The resource for IAM: the ARN of the stack, with `*` instead of its UUID if the stack does not exist; `*` if the
 * request names none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export function stackResource(input: QueryInput, { account, stacks }: Backend): string {
  const reference = input.text('StackName');
  if (reference === undefined) return '*';
  if (reference.startsWith('arn:')) return reference;
  const found = stacks.find(({ name, otherName }) => [name, otherName].includes(reference));
  return found?.id ?? `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${reference}/*`;
}

/** The stack that the request names by its name or its ARN. Throws ValidationError if there is none. */
export function requiredStack(input: QueryInput, backend: Backend): KnownStack {
  const reference = input.text('StackName');
  if (reference !== undefined) return findStack(reference, backend);
  throw validationError(
    "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
  );
}

export function findStack(reference: string, { stacks }: Backend): KnownStack {
  if (!/^([a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*)$/.test(reference)) {
    throw validationError(
      `1 validation error detected: Value '${reference}' at 'stackName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*',
    );
  }
  const found = stacks.find(({ id, name, otherName }) => [id, name, otherName].includes(reference));
  if (found !== undefined) return found;
  // CloudFormation's message, and the name that people have to use here.
  const names = stacks.map(({ name }) => name).join(', ');
  throw validationError(`Stack with id ${reference} does not exist${names && `. The stack of samtrace is ${names}.`}`);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

import type { FunctionLayer } from '../contract.ts';
import type { DefinitionChange } from '../definition-change.ts';
import type { Backend } from './backend.ts';
import { constraintFailed, invalidParameter } from './errors.ts';
import type { Input } from './input.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_LAYERS = 5;
const MAX_ARN_LENGTH = 2048;
const ARN_PATTERN =
  '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|' +
  '(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+)';

/**
 * Unpacks the layer versions of a request. The change is empty if the request has no `Layers`, or the function's current ones:
 * layer versions are immutable. Throws Lambda's errors for invalid lists.
 */
export async function readLayers(
  backend: Backend,
  functionName: string,
  input: Input,
  current: readonly FunctionLayer[] = [],
): Promise<Pick<DefinitionChange, 'layers' | 'layerDirectory'>> {
  const arns = readArns(input);
  if (arns === undefined) return {};
  checkLayers(backend, arns);
  if (arns.join() === current.map(({ arn }) => arn).join()) return {};
  if (arns.length === 0) return { layers: [], layerDirectory: undefined };
  return backend.unpackLayers(functionName, arns);
}

function readArns(input: Input): readonly string[] | undefined {
  const values = input.list('Layers');
  const isArn = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= MAX_ARN_LENGTH && new RegExp(`^(?:${ARN_PATTERN})$`).test(value);
  if (values === undefined || values.every(isArn)) return values;
  throw constraintFailed(
    `[${values.map(String).join(', ')}]`,
    'layers',
    `Member must satisfy constraint: [Member must have length less than or equal to ${MAX_ARN_LENGTH}, Member must have ` +
      `length greater than or equal to 1, Member must satisfy regular expression pattern: ${ARN_PATTERN}, Member must not be null]`,
  );
}

/** Lambda checks each layer before it compares it with the layers before it. */
function checkLayers(backend: Backend, arns: readonly string[]): void {
  if (arns.length > MAX_LAYERS) throw invalidParameter(`Cannot reference more than ${MAX_LAYERS} layers.`);
  for (const [index, arn] of arns.entries()) {
    if (!backend.hasLayer(arn)) throw invalidParameter(`Layer version ${arn} does not exist.`);
    const other = arns.slice(0, index).find((earlier) => layerOf(earlier) === layerOf(arn));
    if (other !== undefined) {
      throw invalidParameter(
        'Two different versions of the same layer are not allowed to be referenced in the same function. ' +
          `${other} and ${arn} are versions of the same layer.`,
      );
    }
  }
}

/** The ARN without the version. */
function layerOf(versionArn: string): string {
  return versionArn.slice(0, versionArn.lastIndexOf(':'));
}

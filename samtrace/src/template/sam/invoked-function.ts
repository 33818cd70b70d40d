import { call, scalar, type Value } from '../value.ts';

/** What SAM's events, permissions and function URLs name: the function, or the alias of AutoPublishAlias. */
export interface InvokedFunction {
  /** For properties such as FunctionName. */
  readonly name: Value;
  readonly arn: Value;
}

/** The `Ref` of an alias is its ARN. */
export function invokedFunction(functionId: string, aliasId: string | undefined, line: number): InvokedFunction {
  if (aliasId === undefined) {
    return {
      name: call('Ref', scalar(functionId, line), line),
      arn: call('Fn::GetAtt', scalar(`${functionId}.Arn`, line), line),
    };
  }
  const alias = call('Ref', scalar(aliasId, line), line);
  return { name: alias, arn: alias };
}

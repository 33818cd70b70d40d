import type { Resource } from '../../sections.ts';
import { call, scalar, type Value } from '../../value.ts';
import { generated } from '../generated.ts';
import type { SamEvent } from '../kind.ts';

/** The permission that SAM adds so that a service can invoke a function: `<function><event>Permission`. */
export function invokePermission(
  { functionId, invoked, name, line }: Pick<SamEvent, 'functionId' | 'invoked' | 'name' | 'line'>,
  principal: string,
  source: { arn?: Value | undefined; account?: Value },
): Resource {
  return generated(
    `${functionId}${name}Permission`,
    'AWS::Lambda::Permission',
    {
      Action: scalar('lambda:InvokeFunction', line),
      FunctionName: invoked.name,
      Principal: scalar(principal, line),
      SourceArn: source.arn,
      SourceAccount: source.account,
    },
    line,
  );
}

/** `!GetAtt <logical ID>.<attribute>`. */
export function attributeOf(logicalId: string, attribute: string, line: number): Value {
  return call('Fn::GetAtt', scalar(`${logicalId}.${attribute}`, line), line);
}

import type { Resource } from '../sections.ts';
import { call, entriesOf, list, literal, mapping, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';

/**
 * The permissions of API Gateway that SAM adds for the functions of authorizers: in a REST API unless
 * `DisableFunctionDefaultPermissions` is true, and in an HTTP API if `EnableFunctionDefaultPermissions` is true.
 */
export function authorizerPermissions(apiId: string, auth: Value | undefined, kind: 'REST' | 'HTTP'): Resource[] {
  const authorizers = entriesOf(auth).get('Authorizers');
  return [...entriesOf(authorizers)].flatMap(([name, authorizer]) => {
    const settings = entriesOf(authorizer);
    const functionArn = settings.get('FunctionArn');
    const flag = (property: string) => literal(settings.get(property))?.toLowerCase() === 'true';
    const isGiven =
      kind === 'REST' ? !flag('DisableFunctionDefaultPermissions') : flag('EnableFunctionDefaultPermissions');
    return functionArn === undefined || !isGiven ? [] : [permissionOf(apiId, name, functionArn)];
  });
}

function permissionOf(apiId: string, name: string, functionArn: Value): Resource {
  const { line } = functionArn;
  const text = `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/authorizers/*`;
  const variables = mapping<Value>({ __ApiId__: call('Ref', scalar(apiId, line), line) }, line);
  return generated(
    `${apiId}${name}AuthorizerPermission`,
    'AWS::Lambda::Permission',
    {
      Action: scalar('lambda:InvokeFunction', line),
      FunctionName: functionArn,
      Principal: scalar('apigateway.amazonaws.com', line),
      SourceArn: call('Fn::Sub', list<Value>([scalar(text, line), variables], line), line),
    },
    line,
  );
}

import type { Resource } from '../sections.ts';
import { call, list, literal, type Mapping, mapping, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';

/**
 * The permissions that SAM gives to API Gateway for the functions of authorizers: always in a REST API, and in an HTTP API
 * when `EnableFunctionDefaultPermissions` asks for it. An authorizer with a role of its own needs none.
 */
export function authorizerPermissions(apiId: string, auth: Value | undefined, kind: 'REST' | 'HTTP'): Resource[] {
  const authorizers = entriesOf(auth)?.get('Authorizers');
  return [...(entriesOf(authorizers) ?? [])].flatMap(([name, authorizer]) => {
    const settings = entriesOf(authorizer);
    const functionArn = settings?.get('FunctionArn');
    const role = literal(settings?.get('FunctionInvokeRole'));
    const asked = literal(settings?.get('EnableFunctionDefaultPermissions'))?.toLowerCase();
    const isGiven = kind === 'REST' ? asked !== 'false' : asked === 'true';
    const hasRole = settings?.has('FunctionInvokeRole') === true && role !== 'NONE';
    return functionArn === undefined || !isGiven || hasRole ? [] : [permissionOf(apiId, name, functionArn)];
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

function entriesOf(value: Value | undefined): Mapping['entries'] | undefined {
  return value?.kind === 'mapping' ? value.entries : undefined;
}

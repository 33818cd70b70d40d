import { words } from '../resources/kind.ts';
import type { Scope } from '../scope.ts';
import { asMapping, type Resource } from '../sections.ts';
import { entriesOf, literal, scalar, type Value } from '../value.ts';
import { generated } from './generated.ts';
import { invokedFunction } from './invoked-function.ts';

const CORS_NAMES = new Set(words('AllowCredentials AllowHeaders AllowMethods AllowOrigins ExposeHeaders MaxAge'));

/** The resources that SAM creates for the `FunctionUrlConfig` of a function: the URL and, if it is public, two permissions. */
export function transformFunctionUrl(
  functionId: string,
  alias: Resource | undefined,
  value: Value | undefined,
  { problems }: Scope,
): Resource[] {
  if (value === undefined) return [];
  const { line } = value;
  const config = asMapping(value, `${functionId} FunctionUrlConfig`, problems);
  const authType = config.entries.get('AuthType');
  if (authType === undefined) {
    const message =
      'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.';
    problems.add(line, `${functionId}: ${message}`);
  }
  for (const [name, { line: at }] of entriesOf(config.entries.get('Cors'))) {
    if (CORS_NAMES.has(name)) continue;
    problems.add(at, `${functionId}: ${name} is not a valid property for configuring Cors.`);
  }
  const invoked = invokedFunction(functionId, alias?.logicalId, line).name;
  const url = generated(
    `${functionId}Url`,
    'AWS::Lambda::Url',
    {
      AuthType: authType,
      Cors: config.entries.get('Cors'),
      InvokeMode: config.entries.get('InvokeMode'),
      TargetFunctionArn: invoked,
    },
    line,
  );
  if (literal(authType) !== 'NONE') return [url];
  const permission = (logicalId: string, action: string, more: Readonly<Record<string, Value>>) =>
    generated(
      logicalId,
      'AWS::Lambda::Permission',
      {
        Action: scalar(action, line),
        FunctionName: invoked,
        Principal: scalar('*', line),
        ...more,
      },
      line,
    );
  return [
    url,
    permission(`${functionId}UrlPublicPermissions`, 'lambda:InvokeFunctionUrl', {
      FunctionUrlAuthType: scalar('NONE', line),
    }),
    permission(`${functionId}URLInvokeAllowPublicAccess`, 'lambda:InvokeFunction', {
      InvokedViaFunctionUrl: scalar(true, line),
    }),
  ];
}

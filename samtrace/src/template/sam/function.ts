import { resolve, type Scope } from '../resolve.ts';
import type { Resource } from '../sections.ts';
import { call, literal, mapping, type Scalar, scalar, type Value } from '../value.ts';
import { transformEventInvokeConfig } from './event-invoke-config.ts';
import { transformEvents } from './events.ts';
import { executionRole } from './role.ts';

/** Properties that AWS::Lambda::Function has under the same name. Those without local effect stay behind, named. */
const PASSED_ON =
  'Architectures Description FunctionName Handler Runtime MemorySize Timeout Environment LoggingConfig PackageType ReservedConcurrentExecutions';

/**
 * What SAM makes of one AWS::Serverless::Function: the function, its role unless it names one, its event invoke
 * configuration, and a permission and a subscription filter for each event. The logical ids are SAM's.
 */
export function transformFunction(sam: Resource, scope: Scope): Resource[] {
  const { logicalId, line } = sam;
  const property = (name: string): Value | undefined => sam.properties.entries.get(name);
  const eventInvoke = transformEventInvokeConfig(logicalId, property('EventInvokeConfig'), scope);
  const tracing = tracingMode(property('Tracing'), scope);
  const givenRole = property('Role');
  const role =
    givenRole === undefined ? executionRole(sam, tracing !== undefined, eventInvoke.policies, scope) : undefined;
  const properties = mapping(
    [
      ...PASSED_ON.split(' ').map((name) => [name, property(name)] as const),
      ['Code', code(sam, scope)],
      ['Role', role === undefined ? givenRole : call('Fn::GetAtt', scalar(`${role.logicalId}.Arn`, line), line)],
      ['TracingConfig', tracing && mapping({ Mode: tracing }, tracing.line)],
    ],
    sam.properties.line,
  );
  return [
    { ...sam, type: 'AWS::Lambda::Function', properties },
    ...(role === undefined ? [] : [role]),
    ...eventInvoke.resources,
    ...transformEvents(logicalId, property('Events'), scope.problems),
  ];
}

/** `Tracing: Disabled` is the same as none. */
function tracingMode(tracing: Value | undefined, scope: Scope): Scalar | undefined {
  const mode = tracing && scope.problems.attempt(() => resolve(tracing, scope));
  return mode?.kind === 'scalar' && mode.value !== 'Disabled' ? mode : undefined;
}

/** A path stays a path: `sam build` builds what lies there, and so does the local stack. */
function code({ logicalId, line, properties }: Resource, scope: Scope): Value | undefined {
  const inline = properties.entries.get('InlineCode');
  if (inline !== undefined) return mapping({ ZipFile: inline }, inline.line);
  const uri = properties.entries.get('CodeUri');
  if (uri === undefined) scope.problems.add(line, `${logicalId}: Either 'InlineCode' or 'CodeUri' must be set.`);
  const isPath = uri?.kind === 'unreadable' || (uri?.kind === 'scalar' && !literal(uri)?.startsWith('s3://'));
  if (uri !== undefined && !isPath) {
    scope.problems.add(
      uri.line,
      `${logicalId}: the local stack takes code from a directory only: CodeUri must be a path.`,
    );
  }
  return uri;
}

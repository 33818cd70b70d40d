import { type Account, isSameFunction, qualifiedFunction } from '../aws/arn.ts';
import type { Pending } from '../aws/pending.ts';
import type { SegmentDocument } from '../aws/segment-document.ts';
import { matchesWildcards } from '../aws/wildcards.ts';
import { credentialScope } from '../gateway/signature.ts';
import type { InvocationOptions, InvocationResult, OtherServices } from '../services/apigateway/service.ts';
import type { Iam } from '../services/iam/service.ts';
import type { Lambda, StreamSink } from '../services/lambda/service.ts';
import type { PermissionResource } from '../template/template.ts';
import { streamedResult } from './streamed-result.ts';

interface Services {
  readonly account: Account;
  readonly iam: Iam;
  readonly lambda: Pick<Lambda, 'invoke'>;
  readonly pending: Pending;
  /** The permissions of the template's functions. */
  readonly permissions: readonly PermissionResource[];
  sample(): boolean;
  recordSegment(document: SegmentDocument): void;
}

/** The functions of other services that API Gateway needs. */
export function apiGatewayServices(services: Services): OtherServices {
  const { account, iam, lambda, pending } = services;
  const invoke = async (
    functionArn: string,
    payload: Buffer,
    options: InvocationOptions & { stream?: StreamSink },
  ): Promise<InvocationResult> => {
    const { functionName, qualifier } = qualifiedFunction(functionArn);
    // A request that timed out has its answer, but its function is still running.
    const finished = pending.begin(`a request to ${functionName}`);
    try {
      return await lambda.invoke(functionName, payload, { ...options, ...(qualifier !== undefined && { qualifier }) });
    } finally {
      finished();
    }
  };
  return {
    account,
    now: Date.now,
    invoke,
    invokeStream: (functionArn, payload, options) =>
      streamedResult((stream) => invoke(functionArn, payload, { ...options, stream })),
    mayInvoke: (functionArn, sourceArn) =>
      services.permissions.some((permission) => lets(permission, functionArn, sourceArn, account)),
    signerOf({ headers, rawQuery }, signingName) {
      const authorization = headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
      const scope = credentialScope(authorization, new URLSearchParams(rawQuery));
      if (scope?.accessKeyId === undefined || scope.service !== signingName) return undefined;
      const identity = iam.identityOf(iam.callerOf(scope.accessKeyId));
      const { account: accountId, arn: userArn, userId } = identity;
      return { accessKey: scope.accessKeyId, accountId, userId, userArn };
    },
    mayCall: (accessKey, action, resourceArn) =>
      iam.authorize(iam.callerOf(accessKey), action, [resourceArn]) === undefined,
    recordSegment: services.recordSegment,
    sample: services.sample,
    warn: (line) => void process.stderr.write(`${line}\n`),
  };
}

function lets(permission: PermissionResource, functionArn: string, sourceArn: string, account: Account): boolean {
  return (
    isSameFunction(permission, qualifiedFunction(functionArn)) &&
    ['apigateway.amazonaws.com', '*'].includes(permission.principal) &&
    (permission.sourceArn === undefined || matchesWildcards(permission.sourceArn, sourceArn)) &&
    (permission.sourceAccount === undefined || permission.sourceAccount === account.accountId)
  );
}

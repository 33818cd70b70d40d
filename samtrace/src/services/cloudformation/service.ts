import { stackArn } from '../../aws/arn.ts';
import type { AwsService } from '../../aws/http.ts';
import { cloudFormationApi } from './api/router.ts';
import type { CloudFormationOptions, CreatedStack, KnownStack } from './contract.ts';

export type * from './contract.ts';

/** CloudFormation's account of the running template. Nothing can be deployed or changed through it. */
export interface CloudFormation {
  readonly api: AwsService;
  /** Announces that all resources of the stack exist. The API returns the stack from then on. */
  created(stack: CreatedStack): void;
}

export function createCloudFormation({ account, now }: CloudFormationOptions): CloudFormation {
  const stacks: KnownStack[] = [];
  return {
    api: cloudFormationApi({ account, stacks }),
    created(stack) {
      stacks.push({ ...stack, id: stackArn(account, stack.name), createdMs: now() });
    },
  };
}

import type { AwsError } from '../../aws/error.ts';
import type { AwsRequest, AwsResponse, Caller, Permission } from '../../aws/http.ts';
import type { Address } from './address.ts';
import type { Notifier } from './notifications/notifier.ts';
import type { Understood } from './route.ts';
import type { Store } from './store.ts';

/** The data for an operation of S3. */
export interface Context {
  readonly store: Store;
  readonly accountId: string;
  readonly region: string;
  /** Asks IAM in the middle of a call, as DeleteObjects does for each key. Answers the error. */
  authorize(caller: Caller, action: string, resources: readonly string[]): AwsError | undefined;
  /** Absent in an S3 without destinations: then the calls about notifications are refused. */
  readonly notifier?: Notifier;
  /** Whether the caller may list the bucket: for a missing key, S3 returns status 403 to a caller without this permission. */
  mayList(caller: Caller, bucketArn: string): boolean;
}

/** One operation of S3. */
export interface Action extends Understood {
  /** The permissions it needs; the first is the operation's own. */
  permissions(request: AwsRequest, address: Address): readonly [Permission, ...Permission[]];
  run(context: Context, request: AwsRequest, address: Address): AwsResponse | Promise<AwsResponse>;
}

/**
 * An error that an AWS API returns. The router of the service writes it in the protocol of that service.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** AWS's name of the error, for example `InvalidRequestException`. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  /** Further members of the error's shape, such as `Type: "User"`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: { status?: number; members?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.status = options.status ?? 400;
    this.members = options.members ?? {};
  }
}

/** The answer to a call that samtrace does not support. It names the call. samtrace never returns an invented success. */
export function unsupported(service: string, what: string): AwsError {
  return new AwsError('NotImplementedException', `samtrace does not support ${what} of ${service}.`, {
    status: 501,
  });
}

/** Stored data that cannot be used. The message names the file, the reason, and the remedy. */
export class StoredDataError extends Error {
  override readonly name = 'StoredDataError';
}

/** The message of a thrown value. Put the value itself into `cause`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The reason why a file or folder cannot be used, as the end of a sentence: `does not exist`. */
export function systemReason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'is not accessible to this user',
    EEXIST: 'is a file, not a folder',
    EISDIR: 'is a folder, not a file',
    ENOENT: 'does not exist',
    ENOSPC: 'has no space left',
    ENOTDIR: 'is not a folder, or is not in a folder',
    EROFS: 'is on a read-only file system',
  };
  return reasons[code] ?? `cannot be used: ${messageOf(error)}`;
}

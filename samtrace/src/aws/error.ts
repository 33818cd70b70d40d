/**
 * An error as an AWS API answers it. The service's router puts it on the wire in its own protocol; nothing else in
 * `local/` knows how an error looks there.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** The error's name at AWS, for example `InvalidRequestException`. */
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

/** A call of AWS's that the local stack does not make: named, never answered with a made-up success. */
export function unsupported(service: string, what: string): AwsError {
  return new AwsError('NotImplementedException', `The local stack does not support ${what} of ${service}.`, {
    status: 501,
  });
}

/** Stored data that cannot be used. The message names the file, the reason and the way out. */
export class StoredDataError extends Error {
  override readonly name = 'StoredDataError';
}

/** The text of anything thrown, for a message; the value itself belongs in `cause`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Why a file or folder cannot be used, in words for the commonest errors of the system: `does not exist`. */
export function systemReason(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'may not be used by this user',
    EEXIST: 'is a file, not a folder',
    EISDIR: 'is a folder, not a file',
    ENOENT: 'does not exist',
    ENOSPC: 'has no space left',
    ENOTDIR: 'is no folder, or lies in none',
    EROFS: 'lies on a read-only file system',
  };
  return reasons[code] ?? `cannot be used: ${messageOf(error)}`;
}

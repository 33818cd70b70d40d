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

/** The text of anything thrown, for a message; the value itself belongs in `cause`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

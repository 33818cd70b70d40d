/** The signer of a request, as events show it. */
export interface CallerIdentity {
  readonly accessKey: string;
  readonly accountId: string;
  /** `<role id>:<session>`, or the account. */
  readonly userId: string;
  readonly userArn: string;
}

/** The data that a Lambda authorizer adds to the event. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

/** The decision of an authorizer. */
export type AuthorizerOutcome =
  | { readonly kind: 'allowed'; readonly context: AuthorizerContext | null }
  | { readonly kind: 'signed'; readonly caller: CallerIdentity }
  /** An identity source is missing, or the authorizer threw `Unauthorized`. */
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'unsigned' }
  /** `reason`: for the terminal, if the cause is easy to overlook. */
  | { readonly kind: 'denied'; readonly explicit: boolean; readonly reason?: string }
  /** The authorizer failed, or its answer has no valid shape. */
  | { readonly kind: 'failed'; readonly reason: string };

/** The reason of a refusal, for the terminal. Undefined if the answer of the API is enough. */
export function reasonIn(outcome: AuthorizerOutcome): string | undefined {
  return outcome.kind === 'failed' || outcome.kind === 'denied' ? outcome.reason : undefined;
}

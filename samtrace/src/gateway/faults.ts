import { AwsError } from '../aws/error.ts';
import type { AwsService } from '../aws/http.ts';

/** Ways in which a call to AWS fails: an error of the service, an aborted connection, or a missing answer. */
const KINDS = ['throttle', '500', '503', 'denied', 'drop', 'hang'] as const;
export type FaultKind = (typeof KINDS)[number];

/** Which calls of functions fail, and how. */
export interface FaultRule {
  /** An IAM action such as `logs:GetLogEvents`, or a service such as `s3`, or `*`. */
  calls: string;
  kind: FaultKind;
  /** Share of these calls that fail, 0 to 1. */
  rate: number;
  /** After so many failures the rule is used up; without it, never. */
  times?: number;
}

/** Faults that cannot be made. The message is one line. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** The result instead of the call: an error, or no answer. */
export type Fault = { error: AwsError } | { kind: 'drop' | 'hang' };

/**
 * `logs:GetLogEvents=throttle@0.2,s3=500,xray=hang@0.1`: calls, how they fail, and which share of them (all without
 * one). Throws a {@link FaultError} that names the invalid part.
 */
export function parseFaults(text: string): FaultRule[] {
  return text.split(',').map((part) => {
    const [, calls, kind, rate = '1'] = /^\s*([^=]+)=([a-z0-9]+)(?:@([0-9.]+))?\s*$/.exec(part) ?? [];
    const known = KINDS.find((each) => each === kind);
    const share = Number(rate);
    if (calls === undefined || known === undefined || !(share >= 0 && share <= 1)) {
      throw new FaultError(`"${part}" is not a fault. Use <service or action>=<${KINDS.join('|')}>[@<share 0..1>]`);
    }
    return { calls, kind: known, rate: share };
  });
}

/** The fault switch: decides for each call of a function whether it fails. Calls of people on this machine never do. */
export class Faults {
  #rules: FaultRule[] = [];
  readonly #random: () => number;
  /** How many calls failed so far. */
  count = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ ...rule }));
  }

  next(action: string): Fault | undefined {
    const service = action.split(':')[0];
    for (const rule of this.#rules) {
      if (rule.calls !== '*' && rule.calls !== service && rule.calls !== action) continue;
      if (rule.times === 0 || this.#random() >= rule.rate) continue;
      if (rule.times !== undefined) rule.times -= 1;
      this.count += 1;
      return faultOf(rule.kind, action);
    }
    return undefined;
  }
}

/** A rule for an unknown call would have no effect. Throws a {@link FaultError} that lists the known calls. */
export function checkFaults(rules: readonly FaultRule[], services: readonly AwsService[]): void {
  for (const { calls } of rules) {
    if (calls === '*') continue;
    const [name, action] = calls.split(':');
    const service = services.find(({ signingName }) => signingName === name);
    if (service === undefined) {
      const known = services.map(({ signingName }) => signingName);
      throw new FaultError(`"${calls}" is not a service of samtrace: ${known.join(', ')} (* is every one)`);
    }
    if (action === undefined || service.actions.includes(calls)) continue;
    throw new FaultError(`"${calls}" names no action of ${name}: ${service.actions.join(', ')}`);
  }
}

function faultOf(kind: FaultKind, action: string): Fault {
  const s3 = action.startsWith('s3:');
  switch (kind) {
    case 'drop':
    case 'hang':
      return { kind };
    case 'denied':
      return {
        error: new AwsError(s3 ? 'AccessDenied' : 'AccessDeniedException', `Denied by --faults: ${action}`, {
          status: s3 ? 403 : 400,
        }),
      };
    case 'throttle':
      return {
        error: new AwsError(s3 ? 'SlowDown' : 'ThrottlingException', 'Rate exceeded', { status: s3 ? 503 : 400 }),
      };
    default:
      return {
        error: new AwsError(s3 ? 'InternalError' : 'InternalFailure', `Failed by --faults: ${action}`, {
          status: Number(kind),
        }),
      };
  }
}

import { AwsError } from '../../aws/error.ts';
import { isJsonObject } from '../../aws/json.ts';
import { compilePattern, type Matcher } from './pattern/pattern.ts';

/** An account-level subscription: a filter for all log groups, also for those that are created later. */
export interface AccountPolicy {
  readonly policyName: string;
  /** The text of JSON that was given. */
  readonly policyDocument: string;
  /** For example `LogGroupName NOT IN ["/aws/lambda/handler"]`. */
  readonly selectionCriteria?: string;
  /** Epoch milliseconds. */
  readonly lastUpdatedTime: number;
}

/** The content of a policy. */
export interface AccountSubscription {
  readonly destinationArn: string;
  readonly filterPattern: string;
  readonly matches: Matcher;
  readonly excludedGroups: ReadonlySet<string>;
}

/**
 * Reads the document and the selection criteria of a policy. Throws an InvalidParameterException.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html
 */
export function readAccountPolicy(policy: Omit<AccountPolicy, 'lastUpdatedTime'>): AccountSubscription {
  const { DestinationArn, FilterPattern } = parseDocument(policy.policyDocument);
  if (typeof DestinationArn !== 'string') throw invalid('The policy document has no DestinationArn.');
  if (typeof FilterPattern !== 'string') throw invalid('The policy document has no FilterPattern.');
  return {
    destinationArn: DestinationArn,
    filterPattern: FilterPattern,
    matches: compilePattern(FilterPattern),
    excludedGroups: excludedGroups(policy.selectionCriteria),
  };
}

function parseDocument(text: string): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw invalid(`The policy document is not JSON: ${(cause as Error).message}`);
  }
  if (!isJsonObject(document)) throw invalid('The policy document is not a JSON object.');
  return document;
}

/** NOT IN is the only operator, and the name of the log group the only attribute. */
function excludedGroups(criteria: string | undefined): ReadonlySet<string> {
  if (criteria === undefined || criteria.trim() === '') return new Set();
  const [, list] = /^\s*LogGroupName\s+NOT\s+IN\s+(\[.*\])\s*$/s.exec(criteria) ?? [];
  try {
    const names: unknown = JSON.parse(list ?? '');
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return new Set(names);
  } catch {
    // Refused below, with the form that is expected.
  }
  throw invalid(`The selection criteria must have the form LogGroupName NOT IN ["name", "name"], but were ${criteria}`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

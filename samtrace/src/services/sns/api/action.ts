import type { QueryInput } from '../../../aws/query-input.ts';
import type { Backend } from '../backend.ts';

/** One call of SNS's API. */
export interface Action {
  /** In IAM, behind `sns:`; the operation's own name when absent. */
  readonly permission?: string;
  /** The ARN for IAM; `*` for an action without resource types. */
  resource(input: QueryInput, backend: Backend): string;
  /** Answers the XML of the result; undefined for an operation without one. */
  run(input: QueryInput, backend: Backend, traceHeader: string | undefined): string | undefined;
}

/** `*`: for actions that have no resource types. */
export const anyResource = (): string => '*';

export const topicResource = (input: QueryInput): string => input.text('TopicArn') ?? '*';

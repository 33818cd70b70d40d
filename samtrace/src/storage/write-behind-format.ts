export type SqlValue = string | number | null;

/** One execution of a prepared statement. */
export interface Write {
  /** The statement's index in {@link WriterOptions.statements}. */
  readonly statement: number;
  readonly values: readonly SqlValue[];
  /** What it takes in memory, roughly. */
  readonly bytes: number;
}

/** What the writer's thread gets when it starts. */
export interface WriterOptions {
  readonly file: string;
  readonly statements: readonly string[];
}

/** `close` ends the thread. A batch is written in one transaction. */
export type WriterRequest = readonly Write[] | 'close';

export interface WriterReply {
  /** Why nothing of the batch was written. The same batch may succeed later. */
  readonly error?: string;
  /** Writes of the batch that can never succeed; the others were written. */
  readonly impossible?: { readonly count: number; readonly firstError: string };
}

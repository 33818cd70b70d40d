export type SqlValue = string | number | null;

/** One execution of a prepared statement. */
export interface Write {
  /** The statement's index in {@link WriterOptions.statements}. */
  readonly statement: number;
  readonly values: readonly SqlValue[];
  /** Its approximate size in memory. */
  readonly bytes: number;
}

/** The data that the thread of the writer gets when it starts. */
export interface WriterOptions {
  readonly file: string;
  readonly statements: readonly string[];
}

/** `close` ends the thread. A batch is written in one transaction. */
export type WriterRequest = readonly Write[] | 'close';

export interface WriterReply {
  /** The reason why the batch was not written. The same batch may succeed later. */
  readonly error?: string;
  /** Writes of the batch that can never succeed; the others were written. */
  readonly impossible?: { readonly count: number; readonly firstError: string };
}

import type { CheckedDocument } from './document-check.ts';

/** Raised when the table changes in a way that older code cannot read. */
export const FORMAT_VERSION = 1;

export const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS documents (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, start_time REAL NOT NULL, in_progress INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (trace_id, id)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${FORMAT_VERSION};
`;

/** What the writer does in one transaction, in this order. */
export type WriterBatch = ({ readonly document: CheckedDocument } | { readonly removedTraceId: string })[];

/** `close` ends the thread. */
export type WriterRequest = WriterBatch | 'close';

export interface WriterReply {
  /** Why the batch was not written. */
  readonly error?: string;
}

import { join } from 'node:path';
import { readDatabase, reportSkippedRows } from '../../storage/read-database.ts';
import { WriteBehind } from '../../storage/write-behind.ts';
import { type CheckedDocument, checkDocument } from './document-check.ts';

const CONTENT = 'traces';
const VERSION = 1;
const SCHEMA = `
  CREATE TABLE documents (
    trace_id TEXT NOT NULL, id TEXT NOT NULL, start_time REAL NOT NULL, in_progress INTEGER NOT NULL, json TEXT NOT NULL,
    PRIMARY KEY (trace_id, id)
  ) WITHOUT ROWID`;

const SAVE = 0;
const REMOVE = 1;
const STATEMENTS = [
  // The store's rule: a complete document replaces one in progress, never the reverse.
  `INSERT INTO documents VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
   SET start_time = excluded.start_time, in_progress = excluded.in_progress, json = excluded.json
   WHERE excluded.in_progress = 0 OR documents.in_progress = 1`,
  'DELETE FROM documents WHERE trace_id = ?',
];

/** Keeps documents in `xray.sqlite`, so that they are available after a restart. */
export class Persistence {
  readonly #file: WriteBehind;

  /**
   * Opens or creates the file in the directory and returns every document in it. Documents that X-Ray would reject are
   * left out. `maxBytes` is what memory keeps.
   * @throws StoredDataError if the file is not such a database, or if another process uses it
   */
  constructor(directory: string, maxBytes: number, load: (document: CheckedDocument) => void) {
    const file = join(directory, 'xray.sqlite');
    const format = { file, content: CONTENT, version: VERSION, schema: SCHEMA };
    const skipped: string[] = [];
    readDatabase(format, (rows) => {
      for (const { id, json } of rows('SELECT id, json FROM documents ORDER BY start_time')) {
        const checked = check(json);
        if (typeof checked === 'string') skipped.push(`document ${String(id)}: ${checked}`);
        else load(checked);
      }
    });
    reportSkippedRows(format, skipped);
    this.#file = new WriteBehind({ file, content: CONTENT, statements: STATEMENTS, maxWaitingBytes: maxBytes });
  }

  /** How many changes are not on disk: they wait to be written, or could not be. */
  get unsavedCount(): number {
    return this.#file.unsavedCount;
  }

  save({ traceId, id, startTime, inProgress, json }: CheckedDocument): void {
    this.#file.write(SAVE, [traceId, id, startTime, Number(inProgress), json]);
  }

  remove(traceId: string): void {
    this.#file.write(REMOVE, [traceId]);
  }

  /** Writes what waits, and closes the file. */
  close(): Promise<void> {
    return this.#file.close();
  }
}

/** The document, or why it is refused. */
function check(json: unknown): CheckedDocument | string {
  if (typeof json !== 'string') return 'no text';
  const checked = checkDocument(json);
  return 'ErrorCode' in checked ? checked.Message : checked;
}

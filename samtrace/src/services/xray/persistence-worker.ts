/** The thread that writes documents to disk; see persistence.ts. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../aws/error.ts';
import type { WriterBatch, WriterReply, WriterRequest } from './persistence-format.ts';

const database = new DatabaseSync(workerData.file);
// Exclusive, so that a second stack on the same directory is refused instead of overwriting this one's traces.
database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');

// The store's rule: a complete document replaces one in progress, never the reverse.
const save = database.prepare(`
  INSERT INTO documents VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
  SET start_time = excluded.start_time, in_progress = excluded.in_progress, json = excluded.json
  WHERE excluded.in_progress = 0 OR documents.in_progress = 1
`);
const remove = database.prepare('DELETE FROM documents WHERE trace_id = ?');

parentPort?.on('message', (request: WriterRequest) => {
  if (request !== 'close') return parentPort?.postMessage(write(request));
  database.close();
  parentPort?.close();
});

function write(batch: WriterBatch): WriterReply {
  try {
    database.exec('BEGIN');
    for (const entry of batch) {
      if ('removedTraceId' in entry) remove.run(entry.removedTraceId);
      else {
        const { traceId, id, startTime, inProgress, json } = entry.document;
        save.run(traceId, id, startTime, Number(inProgress), json);
      }
    }
    database.exec('COMMIT');
    return {};
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { error: messageOf(error) };
  }
}

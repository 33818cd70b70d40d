import { join } from 'node:path';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { AwsError, messageOf } from '../../aws/error.ts';
import { openDatabase } from '../../storage/open-database.ts';
import type { Journal, Message, QueueRecord } from './message.ts';

const SCHEMA = `
  CREATE TABLE queue (name TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE message (
    sequence INTEGER PRIMARY KEY, queue TEXT NOT NULL, message TEXT NOT NULL,
    visible_at_ms INTEGER NOT NULL, receive_count INTEGER NOT NULL, first_received_ms INTEGER) STRICT
`;

/** Queues and messages in a file. A change is in the file before SQS answers, so that a killed process loses nothing. */
export class SqsDatabase implements Journal {
  readonly #database: DatabaseSync;

  /** Opens `sqs.sqlite` in a directory. Throws a {@link StoredDataError}. */
  constructor(directory: string) {
    const file = join(directory, 'sqs.sqlite');
    this.#database = openDatabase({ file, content: 'messages', version: 1, schema: SCHEMA });
  }

  close(): void {
    this.#database.close();
  }

  queues(): QueueRecord[] {
    const rows = this.#database.prepare('SELECT record FROM queue ORDER BY name').all();
    return rows.map(({ record }) => JSON.parse(String(record)) as QueueRecord);
  }

  /** In the order in which they were sent. */
  messages(): { queueName: string; message: Message }[] {
    const rows = this.#database.prepare('SELECT * FROM message ORDER BY sequence').all();
    return rows.map((row) => ({
      queueName: String(row.queue),
      message: {
        ...(JSON.parse(String(row.message)) as Message),
        visibleAtMs: Number(row.visible_at_ms),
        receiveCount: Number(row.receive_count),
        ...(row.first_received_ms !== null && { firstReceivedMs: Number(row.first_received_ms) }),
      },
    }));
  }

  putQueue(record: QueueRecord): void {
    this.#run('INSERT OR REPLACE INTO queue VALUES (?, ?)', record.name, JSON.stringify(record));
  }

  deleteQueue(name: string): void {
    this.#run('DELETE FROM message WHERE queue = ?', name);
    this.#run('DELETE FROM queue WHERE name = ?', name);
  }

  putMessage(queueName: string, message: Message): void {
    const { sequence, visibleAtMs, receiveCount, firstReceivedMs } = message;
    const values = [sequence, queueName, JSON.stringify(message), visibleAtMs, receiveCount, firstReceivedMs ?? null];
    this.#run('INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?, ?)', ...values);
  }

  updateMessage({ sequence, visibleAtMs, receiveCount, firstReceivedMs }: Message): void {
    const query = 'UPDATE message SET visible_at_ms = ?, receive_count = ?, first_received_ms = ? WHERE sequence = ?';
    this.#run(query, visibleAtMs, receiveCount, firstReceivedMs ?? null, sequence);
  }

  deleteMessages(sequences: readonly number[]): void {
    for (const sequence of sequences) this.#run('DELETE FROM message WHERE sequence = ?', sequence);
  }

  #run(query: string, ...values: SQLInputValue[]): void {
    try {
      this.#database.prepare(query).run(...values);
    } catch (cause) {
      const message = `The local SQS could not write its messages: ${messageOf(cause)}.`;
      throw new AwsError('InternalError', message, { status: 500 });
    }
  }
}

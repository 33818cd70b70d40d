import { createServer, type Server } from 'node:net';

/**
 * As much of a PostgreSQL server as one query needs: everybody may log in, and each `Sync` of the extended protocol is
 * answered with one row of one text column. https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function postgresServer(row: { column: string; value: string }): Server {
  return createServer((socket) => {
    let received = Buffer.alloc(0);
    let started = false;
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      for (;;) {
        // The first message has no type; the length counts itself.
        const typeBytes = started ? 1 : 0;
        if (received.length < typeBytes + 4) return;
        const end = typeBytes + received.readInt32BE(typeBytes);
        if (received.length < end) return;
        const type = started ? String.fromCharCode(received[0] ?? 0) : 'startup';
        received = received.subarray(end);
        started = true;
        if (type === 'startup') socket.write(Buffer.concat([AUTHENTICATION_OK, READY]));
        if (type === 'S') socket.write(answer(row));
        if (type === 'X') socket.end();
      }
    });
  });
}

const AUTHENTICATION_OK = message('R', int32(0));
const READY = message('Z', Buffer.from('I'));
const TEXT_TYPE = 25;

/** ParseComplete, BindComplete, RowDescription, DataRow, CommandComplete, ReadyForQuery. */
function answer({ column, value }: { column: string; value: string }): Buffer {
  const field = Buffer.concat([text(column), int32(0), int16(0), int32(TEXT_TYPE), int16(-1), int32(-1), int16(0)]);
  const cell = Buffer.from(value);
  return Buffer.concat([
    message('1'),
    message('2'),
    message('T', int16(1), field),
    message('D', int16(1), int32(cell.length), cell),
    message('C', text('SELECT 1')),
    READY,
  ]);
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function text(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}

function int16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

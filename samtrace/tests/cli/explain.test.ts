import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from '@jest/globals';
import { explain } from '../../src/cli/explain.ts';

const system = (members: object) => Object.assign(new Error('as the system says'), members);

it.each([
  [
    'a port that this user may not open',
    system({ code: 'EACCES', syscall: 'listen', port: 80 }),
    /^This user may not open port 80\. Choose another one with --port\.$/,
  ],
  ['a directory on a read-only disk', system({ code: 'EROFS', syscall: 'mkdir', path: '/a' }), /^\/a .*read-only.*\.$/],
  [
    'another error of the system',
    system({ code: 'EIO', syscall: 'read', path: '/a' }),
    /^\/a cannot be used: as the system says\.$/,
  ],
])('explains %s in one line', async (_, error, line) => {
  expect(await explain(error)).toMatch(line);
});

it('names the process that uses a port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };

  const line = await explain(system({ code: 'EADDRINUSE', syscall: 'listen', port }));
  server.close();

  expect(line).toMatch(new RegExp(`^Port ${port} is in use by process ${process.pid} \\(.+\\)\\. Stop it, or choose`));
});

it('keeps the stack of a mistake in samtrace itself', async () => {
  expect(await explain(new TypeError('x is undefined'))).toMatch(/^TypeError: x is undefined\n +at /);
});

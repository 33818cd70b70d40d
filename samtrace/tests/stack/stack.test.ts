import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startStack } from '../../src/stack/stack.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a stack that cannot start', () => {
  it('reports the mistakes in the code of every function, and releases its folder', async () => {
    const fn = (name: string) =>
      `  ${name}: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs24.x, Handler: a.b, CodeUri: ${name}}}`;
    const templateFile = join(directory, 'template.yml');
    await writeFile(templateFile, `Transform: AWS::Serverless-2016-10-31\nResources:\n${fn('One')}\n${fn('Two')}\n`);

    await expect(startStack({ templateFile, directory: join(directory, '.local') })).rejects.toThrow(
      `One: The code's directory ${join(directory, 'One')} does not exist.\n` +
        `Two: The code's directory ${join(directory, 'Two')} does not exist.`,
    );
    expect(await readdir(join(directory, '.local'))).not.toContain('run.json');
  });

  it.each(['build', 'runtime', 's3', 'uploads'])(
    'deletes nothing behind a symbolic link in its folder: %s',
    async (name) => {
      const templateFile = join(directory, 'template.yml');
      await writeFile(templateFile, 'Resources:\n  Objects: {Type: AWS::S3::Bucket}\n');
      await mkdir(join(directory, 'outside'));
      await writeFile(join(directory, 'outside', 'kept'), '');
      await mkdir(join(directory, '.local'));
      await symlink(join(directory, 'outside'), join(directory, '.local', name));

      await expect(startStack({ templateFile, directory: join(directory, '.local') })).rejects.toThrow(
        `${join(directory, '.local', name)} is a symbolic link.`,
      );
      expect(await readdir(join(directory, 'outside'))).toEqual(['kept']);
    },
  );
});

describe('the port of a stack', () => {
  it('is any free port if the requested port is in use and the options allow another one', async () => {
    const templateFile = join(directory, 'template.yml');
    await writeFile(templateFile, 'Resources:\n  Objects: {Type: AWS::S3::Bucket}\n');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const options = { templateFile, port, directory: join(directory, '.local') };

    await expect(startStack(options)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    const stack = await startStack({ ...options, anyPortIfInUse: true });
    expect(new URL(stack.endpoint).port).not.toBe(String(port));
    await stack.stop();
    server.close();
  });
});

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { FileView } from '../../../src/services/s3/file-view.ts';

it('removes the files that a killed process had prepared, and no others', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'file-view-'));
  await writeFile(join(directory, '.0f8fad5b-d9cb-469f-a165-70867728950e'), 'half');
  await writeFile(join(directory, '.gitignore'), '*');

  new FileView(directory);

  expect(await readdir(directory)).toEqual(['.gitignore']);
  await rm(directory, { recursive: true });
});

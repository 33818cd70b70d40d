import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

interface Lock {
  packages: Record<string, { version?: string; integrity?: string }>;
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Lock;

it('sam build installs the versions that npm ci installs for the tests', () => {
  const root = read('package-lock.json').packages;
  const functions = Object.entries(read('functions/package-lock.json').packages).filter(([path]) => path !== '');

  const different = functions.filter(([path, { version, integrity }]) => {
    const installed = root[`functions/${path}`] ?? root[path];
    return installed?.version !== version || installed?.integrity !== integrity;
  });

  expect(functions.length).toBeGreaterThan(5);
  expect(different).toEqual([]);
});

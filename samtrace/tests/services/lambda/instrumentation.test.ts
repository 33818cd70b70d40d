import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { HANDLERS, lambdaWorld } from './world.ts';

const world = lambdaWorld();
const folders: string[] = [];
afterAll(async () => {
  await world.lambda.stop();
  for (const folder of folders) await rm(folder, { recursive: true });
});

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'handler-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('an instrumentation that NODE_OPTIONS loads before the function', () => {
  it('records that the handler is loaded with require, and no request of the runtime', async () => {
    const functionName = world.define('traced.seen', {
      environment: { NODE_OPTIONS: `--require ${join(HANDLERS, 'tracer.cjs')}` },
    });
    await world.invoke(functionName);
    const { payload } = await world.invoke(functionName);
    const { requests, required } = JSON.parse(payload.toString());

    expect(requests).toBe(0);
    expect(required).toContainEqual(expect.stringMatching(/traced\.cjs$/));
  });

  it.each([
    ['a .js file without a package.json', {}, 'module.exports.handler = async () => typeof module;', 'object'],
    [
      'a .js file of a package without a type',
      { 'package.json': '{}' },
      'exports.handler = async () => typeof module;',
      'object',
    ],
    [
      'a .js file of a package with the type module',
      { 'package.json': '{"type":"module"}' },
      'export const handler = async () => typeof module;',
      'undefined',
    ],
    ['an ES module without a type', {}, 'export const handler = async () => typeof module;', 'undefined'],
  ])('loads %s', async (what, files, source, expected) => {
    const functionName = world.define('index.handler', {
      functionName: what.replaceAll(/\W/g, '-').slice(0, 60),
      codeDirectory: await folderWith({ ...files, 'index.js': source }),
    });
    const { payload } = await world.invoke(functionName);

    expect(JSON.parse(payload.toString())).toBe(expected);
  });
});

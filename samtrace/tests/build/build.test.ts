import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BuiltFunction, buildFunction } from '../../src/build/build.ts';
import { esbuildFlags } from '../../src/build/esbuild.ts';
import type { BuildProperties, FunctionCode, LayerFolder } from '../../src/template/model.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'build-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Writes files below the directory, by path. */
function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function build(code: FunctionCode, { handler = 'index.handler', environment = {} } = {}): Promise<BuiltFunction> {
  return buildFunction(
    { logicalId: 'Function', handler, environment, code, layers: [] },
    path.join(directory, '.local/build/Function'),
  );
}

function esbuild(
  buildProperties: BuildProperties,
  options: { handler?: string; environment?: Record<string, string> } = {},
) {
  const handler = options.handler ?? 'index.handler';
  return build({ kind: 'esbuild', codeUri: directory, handler, buildProperties }, options);
}

/** Loads a built module as Lambda's runtime does and gives what its handler answers. */
function answerOf({ codeDirectory, handler }: BuiltFunction, extension = '.js'): unknown {
  const [module, name] = handler.split('.');
  const script = `import(${JSON.stringify(path.join(codeDirectory, `${module}${extension}`))})
    .then((m) => console.log(JSON.stringify((m.${name} ?? m.default.${name})())))`;
  return JSON.parse(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }));
}

describe('a bundle', () => {
  it('is the output of esbuild with the flags of sam build', () => {
    const flags = esbuildFlags({
      EntryPoints: ['a.ts'],
      UseNpmCi: true,
      Bundle: false,
      Format: 'esm',
      Minify: false,
      KeepNames: true,
      Sourcemap: 'linked',
      MainFields: 'module,main',
      External: ['a', 'b'],
      OutExtension: ['.js=.mjs'],
      Banner: ['js=// hello'],
      Loader: ['.png=file'],
      Sourcemap2: true,
    });

    expect(flags).toEqual([
      '--format=esm',
      '--keep-names',
      '--sourcemap=linked',
      '--main-fields=module,main',
      '--external:a',
      '--external:b',
      '--out-extension:.js=.mjs',
      '--banner:js=// hello',
      '--loader:.png=file',
      '--sourcemap2',
    ]);
  });

  it('is by default minified CommonJS for ES2020, with the handler as its entry point', async () => {
    write({
      'index.ts': 'import { a } from "./a"; export const handler = (): string | undefined => a?.();',
      'a.ts': 'class Named {} export const a: (() => string) | undefined = () => Named.name;',
      'package.json': '{"type": "module"}',
    });

    const built = await esbuild({});

    expect(built).toEqual({
      codeDirectory: expect.stringMatching(/build\/Function$/),
      handler: 'index.handler',
      environment: {},
      layers: [],
      sourceDirectory: directory,
    });
    expect(readdirSync(built.codeDirectory).sort()).toEqual(['index.js', 'package.json']);
    expect(answerOf(built)).not.toBe('Named');
    expect(readFileSync(path.join(built.codeDirectory, 'index.js'), 'utf8')).toContain('module.exports');
  });

  it('keeps names and is an ES module if the template has these settings', async () => {
    write({ 'src/app.ts': 'class Named {} export const handler = () => Named.name;' });

    const built = await esbuild(
      { EntryPoints: ['src/app.ts'], Format: 'esm', OutExtension: ['.js=.mjs'], KeepNames: true },
      { handler: 'src/app.handler' },
    );

    expect(built.handler).toBe('app.handler');
    expect(answerOf(built, '.mjs')).toBe('Named');
  });

  it('keeps the path of its handler if the module is in that folder', async () => {
    write({ 'src/a/one.ts': 'export const handler = () => 1;', 'src/b/two.ts': 'export const handler = () => 2;' });

    const built = await esbuild({ EntryPoints: ['src/a/one.ts', 'src/b/two.ts'] }, { handler: 'b/two.handler' });

    expect(built.handler).toBe('b/two.handler');
  });

  it('replaces all files of an earlier build', async () => {
    write({ 'index.ts': 'export const handler = () => 1;', '.local/build/Function/old.js': 'old' });

    const { codeDirectory } = await esbuild({});

    expect(readdirSync(codeDirectory)).not.toContain('old.js');
  });

  it.each<[string, BuildProperties, Record<string, string>, Record<string, string>, boolean]>([
    ['adds NODE_OPTIONS', { Sourcemap: true }, {}, { NODE_OPTIONS: '--enable-source-maps' }, true],
    [
      'extends NODE_OPTIONS',
      { Sourcemap: true },
      { NODE_OPTIONS: '-r a' },
      { NODE_OPTIONS: '-r a --enable-source-maps' },
      true,
    ],
    ['leaves NODE_OPTIONS that has it', { Sourcemap: true }, { NODE_OPTIONS: '--enable-source-maps' }, {}, true],
    ['makes a map for NODE_OPTIONS', {}, { NODE_OPTIONS: '--enable-source-maps' }, {}, true],
    [
      'makes none when the template turns it off',
      { Sourcemap: false },
      { NODE_OPTIONS: '--enable-source-maps' },
      {},
      false,
    ],
    ['makes none by default', {}, {}, {}, false],
  ])('with a source map: %s', async (_, properties, environment, added, hasMap) => {
    write({ 'index.ts': 'export const handler = () => 1;' });

    const built = await esbuild(properties, { environment });

    expect(built.environment).toEqual(added);
    expect(readdirSync(built.codeDirectory).includes('index.js.map')).toBe(hasMap);
  });

  it('that cannot be built is reported with one line for each mistake, with its position', async () => {
    write({
      'package.json': '{}',
      'src/index.ts': 'import a from "./missing";\nimport b from "@absent/x/y";\nexport const handler = [a, b];',
      'src/old.ts': 'export * as sdk from "aws-sdk";',
    });
    const bundleOf = (...entries: string[]) => esbuild({ EntryPoints: entries.map((entry) => `src/${entry}`) });

    await expect(bundleOf('index.ts')).rejects.toMatchObject({
      name: 'BuildError',
      message:
        'Function: src/index.ts:1:14: Could not resolve "./missing"\n' +
        `Function: src/index.ts:2:14: Could not resolve "@absent/x/y". Run npm install in ${directory}`,
    });
    await expect(bundleOf('old.ts')).rejects.toThrow(
      'Could not resolve "aws-sdk". Version 2 of the AWS SDK is not part of nodejs18.x and later: use the clients of version 3',
    );
  });

  it.each<[string, BuildProperties, string]>([
    ['an entry point that is not there', { EntryPoints: ['other.ts'] }, 'other.ts does not exist.'],
    ['no list of entry points', { EntryPoints: 'index.ts' }, 'EntryPoints must be a list of paths.'],
    ['a property that esbuild does not know', { Minfy: true }, 'Invalid build flag: "--minfy"'],
    ['a value that esbuild does not know', { Format: 'amd' }, '"amd"'],
  ])('is refused with %s', async (_, properties, message) => {
    write({ 'index.ts': 'export const handler = () => 1;' });

    await expect(esbuild(properties)).rejects.toThrow(message);
  });
});

describe('code that needs no bundle', () => {
  it('is copied, with its node_modules and without other folders beside the code', async () => {
    write({
      'index.js': 'exports.handler = () => require("dependency") + require("./lib/a")',
      'lib/a.js': 'module.exports = 2',
      'node_modules/dependency/index.js': 'module.exports = 40',
      '.git/HEAD': 'x',
    });

    const built = await build({ kind: 'directory', directory });

    expect(readdirSync(built.codeDirectory).sort()).toEqual(['index.js', 'lib', 'node_modules', 'package.json']);
    expect(answerOf(built)).toBe(42);
  });

  it('can be one file', async () => {
    write({ 'src/index.js': 'exports.handler = () => "one file"', 'src/other.js': '' });

    const built = await build({ kind: 'directory', directory: path.join(directory, 'src/index.js') });

    expect(answerOf(built)).toBe('one file');
    expect(readdirSync(built.codeDirectory).sort()).toEqual(['index.js', 'package.json']);
  });

  it('is an ES module if its package.json says so', async () => {
    write({ 'code/index.js': 'export const handler = () => 1', 'code/package.json': '{"type": "module"}' });

    const built = await build({ kind: 'directory', directory: path.join(directory, 'code') });

    expect(answerOf(built)).toBe(1);
  });

  it('becomes index.js and CommonJS if it is inline, for any package.json above it', async () => {
    write({ 'package.json': '{"type": "module"}' });

    const commonJs = await build({ kind: 'inline', source: 'exports.handler = () => "inline"' });
    expect(answerOf(commonJs)).toBe('inline');
    const esModule = await build({ kind: 'inline', source: 'export const handler = () => "module"' });
    expect(answerOf(esModule)).toBe('module');
  });

  it('is reported in one line if it is missing', async () => {
    const missing = path.join(directory, 'nowhere');

    await expect(build({ kind: 'directory', directory: missing })).rejects.toThrow(
      `Function: The code's directory ${missing} does not exist.`,
    );
  });
});

describe('layers', () => {
  const withLayers = (...layers: LayerFolder[]) =>
    buildFunction(
      {
        logicalId: 'Function',
        handler: 'index.handler',
        environment: {},
        code: { kind: 'inline', source: '' },
        layers,
      },
      path.join(directory, '.local/build/Function'),
    );
  const folder = (name: string, unpackTo: LayerFolder['unpackTo'] = '.') => ({
    logicalId: name,
    arn: `arn:aws:lambda:us-east-1:000000000000:layer:${name}:1`,
    directory: path.join(directory, name),
    unpackTo,
  });
  const textOf = (layerDirectory: string | undefined, file: string) =>
    readFileSync(path.join(layerDirectory ?? '', file), 'utf8');

  it('are copied one after the other into one folder, which replaces /opt', async () => {
    write({ 'one/nodejs/a.js': 'one', 'one/nodejs/b.js': 'one', 'two/nodejs/b.js': 'two' });

    const { layerDirectory, layers } = await withLayers(folder('one'), folder('two'));

    expect(textOf(layerDirectory, 'nodejs/a.js')).toBe('one');
    expect(textOf(layerDirectory, 'nodejs/b.js')).toBe('two');
    expect(layers).toEqual([
      { arn: folder('one').arn, sizeBytes: 6 },
      { arn: folder('two').arn, sizeBytes: 3 },
    ]);
  });

  it('with a build method become the folder nodejs', async () => {
    write({ 'one/package.json': '{}', 'one/node_modules/dependency/index.js': 'installed' });

    const { layerDirectory } = await withLayers(folder('one', 'nodejs'));

    expect(textOf(layerDirectory, 'nodejs/node_modules/dependency/index.js')).toBe('installed');
  });

  it('replace all files of an earlier build', async () => {
    write({ 'one/old.js': 'old' });
    await withLayers(folder('one'));

    expect((await withLayers()).layerDirectory).toBeUndefined();
    expect(existsSync(path.join(directory, '.local/build/Function-layers'))).toBe(false);
  });

  it('of the folder of the template leave out the folder of the builds', async () => {
    write({ 'nodejs/a.js': 'own', '.local/build/Other/index.js': 'built' });

    const { layerDirectory, layers } = await withLayers({ ...folder('own'), directory });

    expect(readdirSync(layerDirectory ?? '')).toEqual(['nodejs']);
    expect(layers).toEqual([{ arn: folder('own').arn, sizeBytes: 3 }]);
  });

  it('without their folder are reported in one line', async () => {
    await expect(withLayers(folder('none'))).rejects.toThrow(
      `Function: The folder of the layer none, ${path.join(directory, 'none')}, does not exist.`,
    );
  });
});

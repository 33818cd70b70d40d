import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lambdaWorld } from './world.ts';

/** A typical project: functions in folders, packages in node_modules above them. */
const project = realpathSync(mkdtempSync(join(tmpdir(), 'project-')));
const world = lambdaWorld();
afterAll(async () => {
  await world.lambda.stop();
  rmSync(project, { recursive: true });
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(project, path)), { recursive: true });
  await writeFile(join(project, path), text);
}

await write('node_modules/left-pad/index.js', 'module.exports = () => "from above"');
await write('node_modules/@aws-sdk/client-s3/index.js', 'module.exports = () => require("needed-by-the-sdk")');
await write('node_modules/needed-by-the-sdk/index.js', 'module.exports = "of the runtime"');
await write('shared/helper.cjs', 'module.exports = () => "beside it"');

let functions = 0;
/** The answer of a function with this text as its index.cjs or index.mjs, or its error. */
async function answerOf(
  file: string,
  text: string,
  files: Record<string, string> = {},
  folders: { layerDirectory?: string; sourceDirectory?: string } = {},
): Promise<unknown> {
  const name = `function-${++functions}`;
  for (const [path, content] of Object.entries({ ...files, [file]: text })) await write(`${name}/${path}`, content);
  world.define('index.handler', { functionName: name, codeDirectory: join(project, name), ...folders });
  return JSON.parse((await world.invoke(name)).payload.toString('utf8'));
}

const requiring = (module: string) => `const it = require('${module}'); exports.handler = async () => it();`;

describe('a function finds', () => {
  it('modules in its own folder', async () => {
    const files = { 'node_modules/own/index.js': 'module.exports = () => "its own"', 'lib.cjs': 'exports.x = 1' };

    expect(await answerOf('index.cjs', requiring('own'), files)).toBe('its own');
    expect(await answerOf('index.cjs', 'exports.handler = async () => require("./lib.cjs").x;', files)).toBe(1);
  });

  it('the AWS SDK, which is part of the runtime, with the packages that it needs', async () => {
    expect(await answerOf('index.cjs', requiring('@aws-sdk/client-s3'))).toBe('of the runtime');
  });

  it.each([
    ['required', 'index.cjs', requiring('@aws-sdk/client-of-source')],
    ['imported', 'index.mjs', "import it from '@aws-sdk/client-of-source'; export const handler = async () => it();"],
  ])('the AWS SDK in the folder that its bundle was built from, %s', async (_, file, text) => {
    await write('source/node_modules/@aws-sdk/client-of-source/index.js', 'module.exports = () => require("own")');
    await write('source/node_modules/own/index.js', 'module.exports = "of the source"');

    expect(await answerOf(file, text, {}, { sourceDirectory: join(project, 'source') })).toBe('of the source');
  });

  it('the AWS SDK of samtrace if its project has none, and no other variable in its environment', async () => {
    const required = "const { SQSClient } = require('@aws-sdk/client-sqs');";
    const imported = "import { SQSClient } from '@aws-sdk/client-sqs';";
    const body =
      'async () => [new SQSClient({}).config.serviceId, Object.keys(process.env).filter((name) => /SDK/.test(name))];';

    expect(await answerOf('index.cjs', `${required} exports.handler = ${body}`)).toEqual(['SQS', []]);
    expect(await answerOf('index.mjs', `${imported} export const handler = ${body}`)).toEqual(['SQS', []]);
    expect(await answerOf('index.cjs', requiring('@smithy/types').replace('it()', 'typeof it'))).toBe('object');
  });

  it('the dependencies in its package.json, because sam build installs them', async () => {
    const files = { 'package.json': '{"dependencies":{"left-pad":"1"}}' };

    expect(await answerOf('index.cjs', requiring('left-pad'), files)).toBe('from above');
  });

  it('every package in its node_modules if it has no package.json, because sam build copies the folder', async () => {
    await write('copied/node_modules/in-folder/index.js', 'module.exports = () => "copied"');
    const files = { 'package.json': '{}\n' };
    const linked = join(project, `function-${functions + 1}`, 'node_modules');
    await mkdir(dirname(linked), { recursive: true });
    await symlink(join(project, 'copied/node_modules'), linked, 'junction');

    expect(await answerOf('index.cjs', requiring('in-folder'), files)).toBe('copied');
  });

  it.each([
    ['a package of a layer', 'index.cjs', requiring('of-a-layer')],
    [
      'a package of a layer, as an ES module',
      'index.mjs',
      "import it from 'of-a-layer'; export const handler = async () => it();",
    ],
    [
      'a package of a layer for this version of Node.js',
      'index.cjs',
      requiring('for-node24').replace('it()', "require('of-a-layer')()"),
    ],
    ['a package of a layer that a folder above has, too', 'index.cjs', requiring('left-pad')],
    [
      'a package of a layer that a folder above has, too, as an ES module',
      'index.mjs',
      "import it from 'left-pad'; export const handler = async () => it();",
    ],
    ['a file of a layer by its path', 'index.cjs', requiring('/opt/nodejs/lib.js')],
    [
      'a file of a layer by its path, as an ES module',
      'index.mjs',
      "import it from '/opt/nodejs/lib.js'; export const handler = async () => it();",
    ],
  ])('%s', async (_, file, text) => {
    await write('layers/nodejs/node_modules/of-a-layer/index.js', 'module.exports = () => "layer"');
    await write('layers/nodejs/node24/node_modules/for-node24/index.js', 'module.exports = () => "layer"');
    await write('layers/nodejs/node_modules/left-pad/index.js', 'module.exports = () => "layer"');
    await write('layers/nodejs/lib.js', 'module.exports = require("of-a-layer")');

    expect(await answerOf(file, text, {}, { layerDirectory: join(project, 'layers') })).toBe('layer');
  });
});

describe('a function does not find', () => {
  it('a package above its folder, which would not be deployed, and the init error explains it', async () => {
    expect(await answerOf('index.cjs', requiring('left-pad'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module 'left-pad'. It is in ${join(project, 'node_modules/left-pad/index.js')}, which is not in the function's folder and so would not be deployed.`,
    });
  });

  it('a package above its folder that it imports', async () => {
    const text = "import it from 'left-pad'; export const handler = async () => it();";

    expect(await answerOf('index.mjs', text)).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find package 'left-pad'. It is in "),
    });
  });

  it('a file outside its folder', async () => {
    expect(await answerOf('index.cjs', requiring('../shared/helper.cjs'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find module '../shared/helper.cjs'. It is in "),
    });
  });

  it('a client of the AWS SDK that is not installed, and the message explains how to install it', async () => {
    const said =
      "Lambda's runtime has it, but it is not installed here: run npm install --save-dev @aws-sdk/client-none";

    expect(await answerOf('index.cjs', requiring('@aws-sdk/client-none/deep'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module '@aws-sdk/client-none/deep'. ${said}`,
    });
    const text = "import it from '@aws-sdk/client-none'; export const handler = async () => it();";
    expect(await answerOf('index.mjs', text)).toMatchObject({
      errorMessage: expect.stringContaining(`Cannot find package '@aws-sdk/client-none'. ${said}`),
    });
  });

  it.each([
    [
      'a package that is not installed',
      'nowhere',
      { sourceDirectory: '/my/src' },
      'It is not installed: run npm install in /my/src.',
    ],
    ['a package in inline code', 'nowhere', {}, "Code in the template has Node's own modules and the AWS SDK only."],
    [
      'version 2 of the AWS SDK',
      'aws-sdk/clients/s3',
      { sourceDirectory: '/my/src' },
      'Version 2 of the AWS SDK is not part of nodejs18.x and later. Use the clients of version 3, such as @aws-sdk/client-s3.',
    ],
  ])('%s, and the message explains what to do', async (_, module, folders, advice) => {
    expect(await answerOf('index.cjs', requiring(module), {}, folders)).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module '${module}'. ${advice}`,
    });
    const text = `import it from '${module}'; export const handler = async () => it();`;
    expect(await answerOf('index.mjs', text, {}, folders)).toMatchObject({
      errorMessage: expect.stringContaining(`Cannot find package '${module}'. ${advice}`),
    });
  });

  it('a file that does not exist, with the message of Node.js', async () => {
    expect(await answerOf('index.cjs', requiring('./nowhere.js'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/^Error: Cannot find module '.\/nowhere.js'\nRequire stack:/),
    });
  });
});

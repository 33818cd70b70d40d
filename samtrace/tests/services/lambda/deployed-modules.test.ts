import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lambdaWorld } from './world.ts';

/** A project as people have it: functions in folders, packages in node_modules above them. */
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
/** What a function answers, or how it fails, whose index.cjs or index.mjs is this text. */
async function answerOf(file: string, text: string, files: Record<string, string> = {}): Promise<unknown> {
  const name = `function-${++functions}`;
  for (const [path, content] of Object.entries({ ...files, [file]: text })) await write(`${name}/${path}`, content);
  world.define('index.handler', { functionName: name, codeDirectory: join(project, name) });
  return JSON.parse((await world.invoke(name)).payload.toString('utf8'));
}

const requiring = (module: string) => `const it = require('${module}'); exports.handler = async () => it();`;

describe('a function finds', () => {
  it('what lies in its own folder', async () => {
    const files = { 'node_modules/own/index.js': 'module.exports = () => "its own"', 'lib.cjs': 'exports.x = 1' };

    expect(await answerOf('index.cjs', requiring('own'), files)).toBe('its own');
    expect(await answerOf('index.cjs', 'exports.handler = async () => require("./lib.cjs").x;', files)).toBe(1);
  });

  it('the AWS SDK, which the runtime brings along, with what that needs', async () => {
    expect(await answerOf('index.cjs', requiring('@aws-sdk/client-s3'))).toBe('of the runtime');
  });

  it('the AWS SDK of the stack itself, where its own project has none, and nothing more in its environment', async () => {
    const required = "const { SQSClient } = require('@aws-sdk/client-sqs');";
    const imported = "import { SQSClient } from '@aws-sdk/client-sqs';";
    const body =
      'async () => [new SQSClient({}).config.serviceId, Object.keys(process.env).filter((name) => /SDK/.test(name))];';

    expect(await answerOf('index.cjs', `${required} exports.handler = ${body}`)).toEqual(['SQS', []]);
    expect(await answerOf('index.mjs', `${imported} export const handler = ${body}`)).toEqual(['SQS', []]);
    expect(await answerOf('index.cjs', requiring('@smithy/types').replace('it()', 'typeof it'))).toBe('object');
  });

  it('what its package.json names: sam build installs that', async () => {
    const files = { 'package.json': '{"dependencies":{"left-pad":"1"}}' };

    expect(await answerOf('index.cjs', requiring('left-pad'), files)).toBe('from above');
  });
});

describe('a function does not find', () => {
  it("a package that lies above its folder, and so would not be deployed: that is said, as Lambda's init error", async () => {
    expect(await answerOf('index.cjs', requiring('left-pad'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module 'left-pad'. It is in ${join(project, 'node_modules/left-pad/index.js')}, which is not in the function's folder and so would not be deployed.`,
    });
  });

  it('one that it imports, either', async () => {
    const text = "import it from 'left-pad'; export const handler = async () => it();";

    expect(await answerOf('index.mjs', text)).toMatchObject({
      errorMessage: expect.stringContaining("Cannot find package 'left-pad'. It is in "),
    });
  });

  it('a file beside its folder', async () => {
    expect(await answerOf('index.cjs', requiring('../shared/helper.cjs'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringContaining("Cannot find module '../shared/helper.cjs'. It is in "),
    });
  });

  it('a client of the AWS SDK that is not installed here: that is said, with the way out', async () => {
    const said =
      "Lambda's runtime brings it along, but it is not installed here: npm install --save-dev @aws-sdk/client-none";

    expect(await answerOf('index.cjs', requiring('@aws-sdk/client-none/deep'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: Cannot find module '@aws-sdk/client-none/deep'. ${said}`,
    });
    const text = "import it from '@aws-sdk/client-none'; export const handler = async () => it();";
    expect(await answerOf('index.mjs', text)).toMatchObject({
      errorMessage: expect.stringContaining(`Cannot find package '@aws-sdk/client-none'. ${said}`),
    });
  });

  it('what is nowhere, in the words of Node.js', async () => {
    expect(await answerOf('index.cjs', requiring('nowhere'))).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/^Error: Cannot find module 'nowhere'\nRequire stack:/),
    });
  });
});

import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

let project: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'installation-'));
});
afterEach(() => rm(project, { recursive: true }));

/** Runs the command in the project, with the Node.js of this test, which says that it is another version. */
async function run(command: string, version: string) {
  const preload = join(project, 'version.cjs');
  await writeFile(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, command, '--version'], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe.each(['20.20.2', '22.22.0'])(
  'samtrace on Node.js %s says in one line which version it needs, and',
  (version) => {
    const refused = (advice: string) => ({
      status: 1,
      stdout: '',
      stderr: `samtrace needs Node.js 24 or newer, but this is Node.js ${version}. ${advice}\n`,
    });

    it('how to install it', async () => {
      expect(await run(resolve('bin/samtrace.js'), version)).toEqual(
        refused('Run "npm install --save-dev node@24", then "npx samtrace".'),
      );
    });

    it('that the dependencies of the project, which include it, are not installed', async () => {
      await writeFile(join(project, 'package.json'), '{"devDependencies": {"node": "24.21.0"}}');

      expect(await run(resolve('bin/samtrace.js'), version)).toEqual(
        refused('Your project has the right one among its dependencies. Run "npm ci", without --omit=dev.'),
      );
    });

    it('that npm installed it with --ignore-scripts', async () => {
      await mkdir(join(project, 'node_modules/node'), { recursive: true });
      await writeFile(join(project, 'node_modules/node/package.json'), '{}');

      expect(await run(resolve('bin/samtrace.js'), version)).toEqual(
        refused(
          'The package "node" of your project was installed without its program (--ignore-scripts). Run "npm rebuild node".',
        ),
      );
    });

    it('that the project has it', async () => {
      await mkdir(join(project, 'node_modules/node/bin'), { recursive: true });
      await writeFile(join(project, 'node_modules/node/package.json'), '{}');
      await writeFile(join(project, 'node_modules/node/bin/node'), '');

      expect(await run(resolve('bin/samtrace.js'), version)).toEqual(
        refused('Your project has its own: start samtrace with "npx samtrace" or "npm run".'),
      );
    });
  },
);

it('samtrace names the package that is missing when its dependencies are not installed', async () => {
  const copy = join(project, 'samtrace');
  for (const part of ['bin', 'src', 'package.json']) await cp(resolve(part), join(copy, part), { recursive: true });

  const { status, stderr } = await run(join(copy, 'bin/samtrace.js'), process.versions.node);

  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^samtrace is not installed completely: \S+ is missing\. Run "npm ci", without --omit=dev\.\n$/,
  );
});

// `npm run test:package`: installs the tarball into a project outside of the repository and uses it there.
import { execFileSync, execSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';

const PACKAGE = resolve(import.meta.dirname, '../..');
const RUNNERS = ['jest@30.5.2', 'vitest@5.1.2'];
const COMPILER = ['typescript@7.0.2', '@types/node@24.19.2'];
/** README.md states this size. */
const MAX_INSTALLED_MB = 50;

const folder = mkdtempSync(join(tmpdir(), 'samtrace-package-'));
const project = join(folder, 'checkout');
try {
  step('npm run pack');
  execFileSync('npm', ['run', '--silent', 'pack'], { cwd: PACKAGE, stdio: ['ignore', 'ignore', 'inherit'] });
  const [tarball = ''] = globSync(join(PACKAGE, 'dist/*.tgz'));

  step(`npm install ${tarball} in an empty project`);
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  writeFileSync(join(empty, 'package.json'), '{ "private": true }');
  install(empty, tarball);
  const size = installedMb(empty);
  check(`samtrace and its dependencies take ${size} MB, at most ${MAX_INSTALLED_MB}`, size <= MAX_INSTALLED_MB);

  step('npm install in a SAM application that has the AWS SDK and esbuild');
  cpSync(join(PACKAGE, 'examples/checkout'), project, { recursive: true });
  install(project);
  const before = installedMb(project);
  install(project, tarball);
  process.stdout.write(`samtrace adds ${installedMb(project) - before} MB to the ${before} MB of the application\n`);

  const command = 'npx samtrace --template template.yaml --function Checkout --event events/order.json --once --port 0';
  step(command);
  const output = JSON.parse(
    execSync(`${command} --invocations 5 --data data --json`, { cwd: project, encoding: 'utf8' }),
  );
  const statuses = output.invocations.map(({ status }: { status: string }) => status);
  check('all 5 invocations succeed', isDeepStrictEqual(statuses, ['ok', 'ok', 'ok', 'ok', 'ok']));
  check('the order is stored', output.objects.length === 1);
  check('the traces are in data/', countRows(join(project, 'data/xray.sqlite')) > 0);

  step('the page');
  writeFileSync(join(project, 'page.mjs'), pageScript());
  execFileSync('node', ['page.mjs'], { cwd: project, stdio: 'inherit' });

  install(project, ...RUNNERS, ...COMPILER);
  for (const { file, code, command: testCommand } of snippetsOf('docs/testing.md')) {
    writeFileSync(join(project, file), code);
    step(`${file}: ${testCommand}`);
    execSync(testCommand, { cwd: project, stdio: 'inherit' });
  }

  step('tsc --strict with the types of the package');
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext.disposable',
  ];
  execFileSync('npx', ['tsc', ...options, '--types', 'node', 'checkout.node.test.ts'], {
    cwd: project,
    stdio: 'inherit',
  });
  step('The package works in another project.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Snippet {
  readonly file: string;
  readonly code: string;
  readonly command: string;
}

/** Each code block that begins with the name of its file, and the command in the block that follows it. */
function snippetsOf(document: string): Snippet[] {
  const text = readFileSync(join(PACKAGE, document), 'utf8');
  const found = text.matchAll(/```[jt]s\n(\/\/ (\S+)\n[\s\S]*?)```\n+```sh\n(.*)\n```/g);
  const snippets = [...found].map(([, code = '', file = '', command = '']) => ({ file, code, command }));
  check(`${document} has a test for each of the three runners`, snippets.length === 3);
  return snippets;
}

/** Fetches every file of the page. */
function pageScript(): string {
  return `
    import { startStack } from 'samtrace';
    await using stack = await startStack({ template: 'template.yaml' });
    for (const path of ['/', '/_local/page/main.js', '/_local/page/main.css', '/_local/page/icon.svg']) {
      const { status } = await fetch(stack.endpoint + path);
      if (status !== 200) throw new Error(path + ' answers ' + status);
    }
  `;
}

/** In all tables. */
function countRows(file: string): number {
  using database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const counts = tables.map(({ name }) => database.prepare(`SELECT count(*) AS rows FROM "${name}"`).get()?.rows);
  return counts.reduce<number>((sum, rows) => sum + Number(rows), 0);
}

function install(cwd: string, ...packages: readonly string[]): void {
  const args = ['install', '--no-audit', '--no-fund', '--save-dev', '--loglevel=error', ...packages];
  execFileSync('npm', args, { cwd, stdio: 'inherit' });
}

function installedMb(cwd: string): number {
  return Number(execFileSync('du', ['-sm', 'node_modules'], { cwd, encoding: 'utf8' }).split('\t')[0]);
}

function step(text: string): void {
  process.stdout.write(`\n--- ${text}\n`);
}

function check(fact: string, holds: boolean): void {
  if (!holds) throw new Error(`This does not hold: ${fact}`);
  process.stdout.write(`${fact}\n`);
}

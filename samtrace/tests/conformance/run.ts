// `npm run test:conformance`: installs AWS's programs and SDKs, tests the stack with each of them, and names those that could not
// be installed. `npm run test:conformance -- sam-cli boto3` runs these test files only.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PEERS } from './peers.ts';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
];

const known = PEERS.flatMap(({ tests }) => tests);
const chosen = process.argv.length > 2 ? process.argv.slice(2) : known;
const unknown = chosen.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  process.stderr.write(`There is no conformance test ${unknown.join(', ')}. Choose from: ${known.join(', ')}.\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runTests(chosen);
}

async function runTests(names: readonly string[]): Promise<number> {
  const notChecked: string[] = [];
  const files: string[] = [];
  for (const peer of PEERS) {
    const tests = peer.tests.filter((name) => names.includes(name));
    if (tests.length === 0) continue;
    try {
      await peer.install();
      files.push(...tests.map((name) => `tests/conformance/${name}.test.ts`));
      process.stdout.write(`${peer.name}: ready\n`);
    } catch (error) {
      const line = `NOT CHECKED against ${peer.name}: ${reasonOf(error)}`;
      notChecked.push(line);
      process.stdout.write(`${line}\n`);
    }
  }

  const status = files.length === 0 ? 1 : await runJest(files);
  // Printed again, because the output of Jest is long.
  for (const line of notChecked) process.stdout.write(`${line}\n`);
  return status;
}

async function runJest(files: readonly string[]): Promise<number> {
  const args = ['--config', 'tests/conformance/jest.config.js', '--runTestsByPath', ...files];
  const env = { ...process.env, CONFORMANCE_PROGRAMS: 'installed' };
  const [code] = await once(spawn(process.execPath, [...JEST, ...args], { stdio: 'inherit', env }), 'exit');
  return code ?? 1;
}

/** The last two lines of the installer's output, as one line. Its first lines repeat the command. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = (stderr?.trim() || message).split('\n').map((line) => line.trim());
  return lines.slice(-2).join(' ');
}

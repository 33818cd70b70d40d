// `npm run test:conformance`: installs the peers, checks the local stack against them, and names those it could not get.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { PEERS } from './peers.ts';

const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
];

const missing: string[] = [];
const files: string[] = [];
for (const peer of PEERS) {
  try {
    await peer.install();
    files.push(...peer.tests.map((name) => `tests/conformance/${name}.test.ts`));
    process.stdout.write(`${peer.name}: ready\n`);
  } catch (error) {
    missing.push(`NOT CHECKED against ${peer.name}: ${reasonOf(error)}`);
    process.stdout.write(`${missing.at(-1)}\n`);
  }
}

process.exitCode = files.length === 0 ? 1 : await runJest();
// Once more at the end, where they are seen.
for (const line of missing) process.stdout.write(`${line}\n`);

async function runJest(): Promise<number> {
  const args = ['--config', 'tests/conformance/jest.config.js', '--runTestsByPath', ...files];
  const [code] = await once(spawn(process.execPath, [...JEST, ...args], { stdio: 'inherit' }), 'exit');
  return code ?? 1;
}

/** In one line what an installer said last; the beginning of its complaint is the command. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  const lines = (stderr?.trim() || message).split('\n').map((line) => line.trim());
  return lines.slice(-2).join(' ');
}

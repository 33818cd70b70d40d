#!/usr/bin/env node
// Plain JavaScript that old versions of Node.js can run, and without dependencies, so that every problem of an
// installation ends in one line.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MINIMUM_VERSION = 24;

if (Number(process.versions.node.split('.')[0]) < MINIMUM_VERSION) {
  fail(`samtrace needs Node.js ${MINIMUM_VERSION} or newer, but this is Node.js ${process.versions.node}. ${advice()}`);
} else {
  try {
    await import('../src/cli/start.ts');
  } catch (error) {
    const [, missing] = /^Cannot find (?:package|module) '([^']+)'/.exec(error.message) ?? [];
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || missing === undefined) throw error;
    fail(`samtrace is not installed completely: ${missing} is missing. Run "npm ci", without --omit=dev.`);
  }
}

/** How to get the right version of Node.js, depending on what the project has of the package "node". */
function advice() {
  const directory = findUpward('node_modules/node/package.json');
  if (directory === undefined && dependsOnNode()) {
    return 'Your project has the right one among its dependencies. Run "npm ci", without --omit=dev.';
  }
  if (directory === undefined) return `Run "npm install --save-dev node@${MINIMUM_VERSION}", then "npx samtrace".`;
  const program = join(directory, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  if (existsSync(program)) return 'Your project has its own: start samtrace with "npx samtrace" or "npm run".';
  return 'The package "node" of your project was installed without its program (--ignore-scripts). Run "npm rebuild node".';
}

function dependsOnNode() {
  const directory = findUpward('package.json');
  if (directory === undefined) return false;
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  return { ...dependencies, ...devDependencies }.node !== undefined;
}

/** The directory of a file, searched in the current directory and those above it. */
function findUpward(file) {
  for (let directory = process.cwd(); ; directory = dirname(directory)) {
    if (existsSync(join(directory, file))) return dirname(join(directory, file));
    if (directory === dirname(directory)) return undefined;
  }
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

import { availableParallelism } from 'node:os';

// Tests run as ES modules: package.json starts Node.js with --experimental-vm-modules.
// As in template.yml: outside of Lambda there is no trace. Test processes inherit this variable.
process.env.AWS_XRAY_CONTEXT_MISSING = 'IGNORE_ERROR';

// Node.js compiles the scripts and its TypeScript compiler once for all tests that run a script.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/node-compile-cache';

const isSlowRun = process.env.SLOW !== undefined;

export default {
  testEnvironment: 'node',
  // Tests wait for events. This limit only ends a test that hangs, even on a very busy machine.
  testTimeout: 60_000,
  // The tests of the whole application wait for processes more than they compute.
  maxWorkers: availableParallelism() + 1,
  testSequencer: '<rootDir>/tests/slowest-first.js',
  // A busy machine takes more than the default of 500 ms to free the memory of a worker. Jest would warn of a leak.
  workerGracefulExitTimeout: 30_000,
  // `npm run test:slow` runs the tests in tests/slow and tests/app/slow, and npm test runs all others.
  testMatch: [
    isSlowRun ? '<rootDir>/tests/{slow,app/slow}/**/*.test.ts' : '<rootDir>/tests/{unit,app,docs}/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', ...(isSlowRun ? [] : ['/tests/app/slow/'])],
  modulePathIgnorePatterns: ['<rootDir>/.local/', '<rootDir>/.aws-sam/', '<rootDir>/samtrace/(\\.local|dist)/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};

// Modules stay ES modules under test, as they are when they run: node is started with --experimental-vm-modules (package.json).
export default {
  testEnvironment: 'node',
  // Tests wait for events: this ends only what hangs, on a machine however busy.
  testTimeout: 60_000,
  // The tests wait for processes more than they compute.
  maxWorkers: '100%',
  // A busy machine takes more than the default of 500 ms to free the memory of a worker. Jest would warn of a leak.
  workerGracefulExitTimeout: 30_000,
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/tests/browser/',
    '<rootDir>/tests/conformance/',
    '<rootDir>/tests/slow/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.local/', '<rootDir>/.aws-sam/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};

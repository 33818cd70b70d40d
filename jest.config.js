// Tests run as ES modules: package.json starts Node.js with --experimental-vm-modules.
export default {
  testEnvironment: 'node',
  // Tests wait for events. This limit only ends a test that hangs, even on a very busy machine.
  testTimeout: 60_000,
  maxWorkers: '100%',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.local/', '<rootDir>/.aws-sam/', '<rootDir>/samtrace/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};

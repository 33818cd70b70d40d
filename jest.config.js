// Tests run as ES modules: package.json starts Node.js with --experimental-vm-modules.
// As in template.yml: outside of Lambda there is no trace. Test processes inherit this variable.
process.env.AWS_XRAY_CONTEXT_MISSING = 'IGNORE_ERROR';

export default {
  testEnvironment: 'node',
  // Tests wait for events. This limit only ends a test that hangs, even on a very busy machine.
  testTimeout: 60_000,
  maxWorkers: '100%',
  // `npm run test:slow` runs tests/slow.
  testMatch: process.env.SLOW === undefined ? ['<rootDir>/tests/{unit,app,docs}/**/*.test.ts'] : ['<rootDir>/tests/slow/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.local/', '<rootDir>/.aws-sam/', '<rootDir>/samtrace/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
};

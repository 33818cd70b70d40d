import base from '../../jest.config.js';

// run.ts starts Jest with this configuration, for the test files whose programs could be installed.
export default {
  ...base,
  rootDir: '../..',
  globalSetup: '<rootDir>/tests/conformance/global-setup.js',
  testMatch: ['<rootDir>/tests/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};

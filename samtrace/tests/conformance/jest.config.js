import base from '../../jest.config.js';

// Started by run.ts, which names the files whose peers are there.
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/conformance/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
};

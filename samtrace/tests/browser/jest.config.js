import base from '../../jest.config.js';

// One browser at a time: two cores are soon busy with one and the stack behind it.
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 60_000,
  maxWorkers: 1,
};

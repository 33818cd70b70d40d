import base from '../../jest.config.js';

// One file at a time: each of them loads the machine by itself.
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/tests/slow/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 240_000,
  maxWorkers: 1,
  verbose: true,
};

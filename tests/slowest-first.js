import Sequencer from '@jest/test-sequencer';

/** The longest of them take more than a third of `npm test`. */
const SLOWEST = ['loses-nothing', 'replay', 'scripts', 'failures', 'transaction-search'];

/** Begins with the slowest tests, so that none of them is left at the end. Jest itself learns the order from earlier runs. */
export default class SlowestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ path }) {
  const rank = SLOWEST.findIndex((name) => path.endsWith(`/tests/app/${name}.test.ts`));
  return rank === -1 ? SLOWEST.length : rank;
}

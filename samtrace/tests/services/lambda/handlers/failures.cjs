/** Handlers that fail, each in its own way. A CommonJS module: its stack frames are plain paths, as in a bundle. */
const { setTimeout: delay } = require('node:timers/promises');

class OutOfStock extends Error {
  name = 'StockError';
}

exports.throws = async function throws() {
  throw new OutOfStock('none left');
};
exports.throwsText = async () => {
  throw 'just text';
};
exports.circular = async () => {
  const error = new Error('round');
  throw Object.assign(error, { itself: error });
};
exports.unserializable = async () => ({ amount: 1n });
exports.tooLarge = async () => 'x'.repeat(6 * 1024 * 1024 + 101);
exports.hangs = () => delay(60_000);
exports.spins = () => {
  for (;;);
};
exports.exits = () => process.exit(3);
exports.neverAnswers = () => new Promise(() => {});
exports.aborts = () => process.abort();
exports.throwsLate = async () => {
  setImmediate(() => {
    throw new Error('too late');
  });
};
/** The runtime has answered when the process ends: the platform's reply to the answer is the last thing it sees. */
exports.diesAfterAnswer = async () => {
  const { ClientRequest } = require('node:http');
  const { emit } = ClientRequest.prototype;
  ClientRequest.prototype.emit = function (name, ...rest) {
    if (name === 'response' && this.path.endsWith('/response')) process.exit(4);
    return emit.call(this, name, ...rest);
  };
  return 'answered';
};
exports.fillsMemory = async () => {
  for (const all = []; ; await delay(2)) all.push(Buffer.alloc(8_000_000, 1));
};
exports.callback = (_event, _context, callback) => callback();
exports.notAFunction = 'text';
exports.nested = { deep: async () => 'found' };

/** Throws an error whose message is as long as the event says. */
exports.throwsLong = async ({ character, length }) => {
  throw new RangeError(character.repeat(length));
};

/** Fails the first time that it is loaded, and works the second. */
const { existsSync, writeFileSync } = require('node:fs');
const marker = process.env.MARKER_FILE;
if (!existsSync(marker)) {
  writeFileSync(marker, '');
  throw new Error('not yet');
}
exports.handler = async () => 'second time lucky';

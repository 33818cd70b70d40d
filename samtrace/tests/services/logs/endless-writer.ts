// Appends numbered events to logs in the data directory given, and prints a line for each hundred, until it is killed.
import { DEFAULT_ACCOUNT } from '../../../src/aws/arn.ts';
import { Pending } from '../../../src/aws/pending.ts';
import { createLogs } from '../../../src/services/logs/service.ts';

const [dataDirectory = ''] = process.argv.slice(2);
const logs = createLogs({
  account: DEFAULT_ACCOUNT,
  now: Date.now,
  pending: new Pending(),
  deliver: async () => {},
  dataDirectory,
});
for (let written = 0; ; written += 100) {
  const numbers = Array.from({ length: 100 }, (_, index) => written + index);
  logs.append(
    '/aws/lambda/processor',
    's',
    numbers.map((number) => ({ timestamp: Date.now(), message: String(number) })),
  );
  process.stdout.write(`${written}\n`);
  await new Promise(setImmediate);
}

/** Without run.ts, the tests would wait for programs that are not installed. */
export default function checkInstalled() {
  if (process.env.CONFORMANCE_PROGRAMS === 'installed') return;
  process.stderr.write(
    'Start these tests with `npm run test:conformance`, which installs the programs that they need. To run one test file: `npm run test:conformance -- sam-cli`.\n',
  );
  process.exit(1);
}

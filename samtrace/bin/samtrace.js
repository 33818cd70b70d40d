#!/usr/bin/env node
// Plain JavaScript without static imports, so that an old Node.js can run it as far as the message below.
const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `samtrace needs Node.js 24 or newer, but this is Node.js ${process.versions.node}.\n` +
      'Install it in your project with "npm install --save-dev node@24", then run "npx samtrace".\n',
  );
  process.exitCode = 1;
} else {
  await import('../src/cli/start.ts');
}

import { enableCompileCache } from 'node:module';

// Node.js keeps the compiled code of the many small modules, which makes the next start faster.
enableCompileCache();
// Node.js would add the process ID and advice on its own flags. Warnings of Node.js itself are not for the user.
process.removeAllListeners('warning').on('warning', ({ name, message }) => {
  if (name !== 'ExperimentalWarning') process.stderr.write(`Warning: ${message}\n`);
});
const { runCommandLine } = await import('./command-line.ts');

process.exitCode = await runCommandLine(process.argv.slice(2));

import { enableCompileCache } from 'node:module';

// Stripping the types of some two hundred small files and compiling them is most of a warm start.
enableCompileCache();
const { runCommandLine } = await import('./main.ts');

process.exitCode = await runCommandLine(process.argv.slice(2));

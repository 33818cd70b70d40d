import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BuildProperties } from '../template/model.ts';
import { BuildError } from './build-error.ts';
import { howToInstall } from './missing-package.ts';

/** `sam build` sets these itself and ignores the values in the template. */
const NOT_CONFIGURABLE = new Set(['Bundle', 'Platform', 'Outdir']);
/** Read by `sam build`, not by esbuild. */
const NOT_FOR_ESBUILD = new Set(['EntryPoints', 'UseNpmCi']);

/**
 * Bundles as `sam build` does: the same esbuild flags from the same BuildProperties, run in the code's directory.
 * Throws a {@link BuildError}.
 */
export async function bundle(
  code: { codeUri: string; handler: string; buildProperties: BuildProperties },
  outDirectory: string,
): Promise<void> {
  const { codeUri, handler, buildProperties } = code;
  if (!existsSync(codeUri)) throw new BuildError(`The code's directory ${codeUri} does not exist.`);
  const entryPoints = buildProperties.EntryPoints ?? [handler.split('.')[0] ?? ''];
  if (!Array.isArray(entryPoints) || entryPoints.length === 0)
    throw new BuildError('EntryPoints must be a list of paths.');
  const flags = [
    ...entryPoints.map((entry: string) => entryFile(codeUri, entry)),
    '--bundle',
    '--platform=node',
    `--outdir=${outDirectory}`,
    ...('Target' in buildProperties ? [] : ['--target=es2020']),
    ...('Format' in buildProperties ? [] : ['--format=cjs']),
    ...('Minify' in buildProperties ? [] : ['--minify']),
    ...esbuildFlags(buildProperties),
  ];
  await runEsbuild([...flags, '--log-level=error', '--color=false'], codeUri);
}

/** `MainFields: module,main` is `--main-fields=module,main`, `External: [a]` is `--external:a`, `Minify: true` is `--minify`. */
export function esbuildFlags(properties: BuildProperties): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (NOT_CONFIGURABLE.has(name) || NOT_FOR_ESBUILD.has(name)) return [];
    const flag = `--${name.replace(/(?<=[a-z0-9])([A-Z])/g, '-$1').toLowerCase()}`;
    if (typeof value === 'string') return [`${flag}=${value}`];
    if (typeof value === 'boolean') return value ? [flag] : [];
    return value.map((item) => `${flag}:${item}`);
  });
}

/** An entry point without an extension is a `.ts` file, else a `.js` file. */
function entryFile(directory: string, entry: string): string {
  const candidates = path.extname(entry) === '' ? [`${entry}.ts`, `${entry}.js`] : [entry];
  const found = candidates.find((candidate) => existsSync(path.join(directory, candidate)));
  if (found === undefined) throw new BuildError(`The entry point ${path.join(directory, entry)} does not exist.`);
  return found;
}

function runEsbuild(flags: readonly string[], cwd: string): Promise<void> {
  const script = path.join(
    path.dirname(createRequire(import.meta.url).resolve('esbuild/package.json')),
    'bin',
    'esbuild',
  );
  // Elsewhere the installed file is the program itself.
  const [file, args] = process.platform === 'win32' ? [process.execPath, [script, ...flags]] : [script, flags];
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd }, (error, _, stderr) => {
      if (error === null) resolve();
      else reject(new BuildError(errorLines(stderr, cwd) || error.message, { cause: error }));
    });
  });
}

/** `✘ [ERROR] text`, an empty line, then `    file:line:column:` and an excerpt: the text and the place are enough. */
function errorLines(stderr: string, codeUri: string): string {
  const errors = stderr.matchAll(/\[ERROR\] (.*)\n(?:\n {4}(\S.*?):\n)?/g);
  return [...errors]
    .map(([, text = '', place]) => {
      const [, missing] = /^Could not resolve "([^"]+)"/.exec(text) ?? [];
      const advice = missing === undefined ? '' : howToInstall(missing, codeUri);
      return `${place === undefined ? '' : `${place}: `}${text}${advice === '' ? '' : `. ${advice}`}`;
    })
    .join('\n');
}

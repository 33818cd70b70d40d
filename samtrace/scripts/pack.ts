// `npm run pack`: makes the package that is published, in dist/: compiled JavaScript, types, bundles, and the tarball.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundlePage } from '../src/console/page-bundle.ts';

const PACKAGE = join(import.meta.dirname, '..');
const DIST = join(PACKAGE, 'dist');
const WEB = join(PACKAGE, 'src/console/web/');

rmSync(DIST, { recursive: true, force: true });
compile();
await addPage();
await addDynalite();
addCommand();
addTexts();
writeManifest();
execFileSync('npm', ['pack', DIST, '--pack-destination', DIST], { cwd: PACKAGE, stdio: 'inherit' });

/** One JavaScript file and one declaration file for each source file, in the same folders. */
function compile(): void {
  const tsc = join(dirname(resolve('typescript/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', join(PACKAGE, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  // The compiler leaves `.ts` in the imports of declaration files. Older compilers do not resolve that.
  for (const file of globSync(join(DIST, '**/*.d.ts'))) {
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/((?:from |import\()['"]\.[^'"]*)\.ts(?=['"])/g, '$1.js'));
  }
}

async function addPage(): Promise<void> {
  const bundles = await bundlePage(WEB);
  const folder = join(DIST, 'console/web');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), bundles.js);
  writeFileSync(join(folder, 'main.css'), bundles.css);
  writeFileSync(join(folder, 'LICENSES.txt'), licensesOf(bundles.metafile));
  for (const name of ['index.html', 'icon.svg']) cpSync(join(WEB, name), join(folder, name));
}

/**
 * dynalite as one file. As a dependency it would install 10 MB, and databases, one with native code, that samtrace does not
 * use.
 */
async function addDynalite(): Promise<void> {
  const folder = join(DIST, 'services/dynamodb');
  const { metafile } = await build({
    entryPoints: [join(PACKAGE, 'src/services/dynamodb/dynalite.cjs')],
    outfile: join(folder, 'dynalite.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    metafile: true,
    plugins: [
      {
        name: 'without-databases',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(level|memory-level)$/ }, ({ path }) => ({
            path,
            namespace: 'empty',
          }));
          onLoad({ filter: /.*/, namespace: 'empty' }, () => ({
            contents: 'module.exports = {};',
          }));
        },
      },
    ],
  });
  writeFileSync(join(folder, 'LICENSES.txt'), licensesOf(metafile));
}

/** The licence texts of the packages that are part of a bundle. */
function licensesOf(metafile: Metafile): string {
  const files = Object.keys(metafile.inputs).map((file) => relative('', file));
  const folders = files.flatMap(
    (file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = readJson(join(folder, 'package.json'));
    return `${name} ${version}\n\n${licenseOf(folder)}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** The text of the license or, without one in the package, the license in its manifest. */
function licenseOf(folder: string): string {
  const [file] = globSync(join(folder, 'LICEN[CS]E*'));
  if (file !== undefined) return readFileSync(file, 'utf8').trim();
  const { license, author } = readJson(join(folder, 'package.json'));
  if (license === undefined || author === undefined) throw new Error(`${folder} has no licence.`);
  return `License: ${JSON.stringify(license)}. Author: ${JSON.stringify(author)}.`;
}

function addCommand(): void {
  const source = readFileSync(join(PACKAGE, 'bin/samtrace.js'), 'utf8');
  const command = source.replace("'../src/cli/start.ts'", "'../cli/start.js'");
  if (command === source) throw new Error('bin/samtrace.js does not import ../src/cli/start.ts.');
  mkdirSync(join(DIST, 'bin'));
  writeFileSync(join(DIST, 'bin/samtrace.js'), command, { mode: 0o755 });
}

function addTexts(): void {
  for (const name of ['README.md', 'LICENSE', 'CHANGELOG.md', 'docs']) {
    cpSync(join(PACKAGE, name), join(DIST, name), { recursive: true });
  }
}

/**
 * Without everything that only the repository needs. `engines` is not in the repository: its `npm ci` also works with older
 * versions of Node.js, because it installs Node.js 24, and npm would warn about it.
 */
function writeManifest(): void {
  const {
    private: _,
    scripts: _scripts,
    devDependencies: _dev,
    ...manifest
  } = readJson(join(PACKAGE, 'package.json'));
  const published = {
    ...manifest,
    engines: { node: '>=24' },
    bin: { samtrace: 'bin/samtrace.js' },
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
  };
  writeFileSync(join(DIST, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

function readJson(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function resolve(specifier: string): string {
  return new URL(import.meta.resolve(specifier)).pathname;
}

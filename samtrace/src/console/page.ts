import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import { PAGE_PATHS } from './model/url-state.ts';
import type { Answer, Route } from './routing.ts';

/**
 * Nothing but the page's own files, no inline script or style, no strings that become markup: what a log line or a
 * segment says cannot become code even if the page forgot to escape it.
 */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const WEB = fileURLToPath(new URL('./web/', import.meta.url));

export interface PageFile {
  readonly contentType: string;
  /** gzip. */
  readonly body: Buffer;
}

/** The page's files by name, compressed: `index.html`, `icon.svg`, `main.js`, `main.css`. Bundling takes well under 100 ms. */
async function buildPage(): Promise<ReadonlyMap<string, PageFile>> {
  const bundle = await build({
    entryPoints: [`${WEB}main.tsx`, `${WEB}main.css`],
    entryNames: '[name]',
    outdir: '/',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    tsconfigRaw: {},
    logLevel: 'silent',
  });
  const files = new Map<string, PageFile>();
  files.set('index.html', await pageFile('text/html; charset=utf-8', await readFile(`${WEB}index.html`)));
  files.set('icon.svg', await pageFile('image/svg+xml', await readFile(`${WEB}icon.svg`)));
  for (const { path, contents } of bundle.outputFiles) {
    const contentType = path.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8';
    files.set(path.slice(path.lastIndexOf('/') + 1), await pageFile(contentType, contents));
  }
  return files;
}

async function pageFile(contentType: string, content: Uint8Array): Promise<PageFile> {
  return { contentType, body: await promisify(gzip)(content) };
}

/** The page at each of its addresses, and its files. It is bundled when it is first asked for. */
export function pageRoutes(): Route[] {
  let built: Promise<ReadonlyMap<string, PageFile>> | undefined;
  const file = async (name: string): Promise<Answer> => {
    built ??= buildPage();
    const found = (await built).get(name);
    if (!found) throw new Error(`The page has no file ${name}.`);
    return {
      status: 200,
      headers: {
        'content-type': found.contentType,
        'content-encoding': 'gzip',
        'content-security-policy': PAGE_POLICY,
        'cross-origin-opener-policy': 'same-origin',
      },
      body: found.body,
    };
  };
  const addresses = PAGE_PATHS.map((path) => (path === '' ? '/' : `/${path}{/*}?`));
  return [
    ...addresses.map((path): Route => ({ method: 'GET', path, run: () => file('index.html') })),
    ...['icon.svg', 'main.js', 'main.css'].map(
      (name): Route => ({ method: 'GET', path: `/_local/page/${name}`, run: () => file(name) }),
    ),
  ];
}

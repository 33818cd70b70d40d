import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PAGE_PATHS } from './model/url-state.ts';
import { bundlePage } from './page-bundle.ts';
import type { Answer, Route } from './routing.ts';

/**
 * Allows only the page's own files, no inline script or style, and no strings that become markup. Text of a log line or a
 * segment cannot become code, even if the page does not escape it.
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

/** The published package contains the bundles of the page, and not its source. */
const BUNDLED_AHEAD = !existsSync(`${WEB}main.tsx`);

interface PageFile {
  readonly contentType: string;
  /** gzip. */
  readonly body: Buffer;
}

/** The files of the page by name. */
async function readPage(): Promise<ReadonlyMap<string, PageFile>> {
  const bundles = BUNDLED_AHEAD
    ? { js: await readFile(`${WEB}main.js`), css: await readFile(`${WEB}main.css`) }
    : await bundlePage(WEB);
  return new Map([
    ['index.html', await pageFile('text/html; charset=utf-8', await readFile(`${WEB}index.html`))],
    ['icon.svg', await pageFile('image/svg+xml', await readFile(`${WEB}icon.svg`))],
    ['main.js', await pageFile('text/javascript; charset=utf-8', bundles.js)],
    ['main.css', await pageFile('text/css; charset=utf-8', bundles.css)],
  ]);
}

async function pageFile(contentType: string, content: Uint8Array): Promise<PageFile> {
  return { contentType, body: await promisify(gzip)(content) };
}

/** The page at each of its addresses, and its files. They are read, or bundled, when the first one is requested. */
export function pageRoutes(): Route[] {
  let built: Promise<ReadonlyMap<string, PageFile>> | undefined;
  const file = async (name: string): Promise<Answer> => {
    built ??= readPage();
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

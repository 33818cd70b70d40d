import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's, or the one that CHROMIUM names. */
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** A page that looks at one endpoint, and everything that went wrong in it. */
export interface View extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts and of the console, violations of the policy among them. */
  readonly complaints: string[];
  /** Opens an address of the endpoint, and waits until the page has what it shows. */
  open(path: string): Promise<void>;
}

/** `hostResolverRules`: names that the browser finds at other addresses than those of DNS. */
export async function startBrowser(options: { hostResolverRules?: string } = {}): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(
      `${EXECUTABLE} does not exist. Install Debian's package chromium, or set CHROMIUM to the path of another Chromium.`,
    );
  }
  return chromium.launch({
    executablePath: EXECUTABLE,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(options.hostResolverRules === undefined ? [] : [`--host-resolver-rules=${options.hostResolverRules}`]),
    ],
  });
}

export async function openView(browser: Browser, endpoint: string, options: BrowserContextOptions = {}): Promise<View> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  return {
    page,
    complaints,
    async open(path) {
      await page.goto(endpoint + path);
      await page.locator('main > :nth-child(2)').first().waitFor({ state: 'attached' });
      await page.locator('.loading').first().waitFor({ state: 'detached' });
    },
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}

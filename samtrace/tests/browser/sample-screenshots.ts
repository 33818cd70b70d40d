import { mkdir } from 'node:fs/promises';
import { openView, startBrowser, type View } from './browser.ts';
import { type DemoFunction, startDemo } from './demo.ts';

/**
 * Takes the pictures in the README of the repository's root, `<name>-wide-<theme>.png`. They show the sample in the root, so
 * this script needs its template. No test needs it.
 */
const DIRECTORY = '../docs/images';

const PROCESSOR: DemoFunction = {
  templateFile: '../template.yml',
  eventsDirectory: '../events',
  logicalId: 'ProcessorFunction',
  order: 'processor',
  parameterOverrides: { ErrorRate: '0' },
};

const SIZE = { viewport: { width: 1440, height: 810 }, deviceScaleFactor: 1.5 };

const SHOTS: Record<string, (view: View) => Promise<unknown>> = {
  'service-map': (view) => view.open('/'),
  async trace(view) {
    await view.open('/traces');
    await view.page
      .getByRole('row', { name: /OutOfStockError/ })
      .first()
      .getByRole('link')
      .click();
    await view.page.getByRole('link', { name: 'report.json' }).waitFor();
    await view.page.getByRole('button', { name: /platform.report/ }).waitFor();
  },
};

await mkdir(DIRECTORY, { recursive: true });
await using app = await startDemo(PROCESSOR);
const browser = await startBrowser();
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, take] of Object.entries(SHOTS)) {
      await using view = await openView(browser, app.stack.endpoint, { colorScheme, ...SIZE });
      await take(view);
      await view.page.screenshot({ path: `${DIRECTORY}/${name}-wide-${colorScheme}.png` });
    }
  }
} finally {
  await browser.close();
}

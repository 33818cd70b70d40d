import { startStack } from '../../src/testing/start-stack.ts';
import { openView, startBrowser, type View } from './browser.ts';
import { startDemo } from './demo.ts';

/**
 * Takes the pictures in samtrace's README: `service-map.png`, the page with the application of the browser tests, and
 * `orders-api-<theme>.png`, the service map of the example without the rest of the page.
 */
const DIRECTORY = 'docs/images';
const PAGE_SIZE = { viewport: { width: 1440, height: 810 }, deviceScaleFactor: 1.5 };
const SIZE = { viewport: { width: 1500, height: 700 }, deviceScaleFactor: 1.5 };
const MARGIN = 24;

await using demo = await startDemo();
await using stack = await startStack({ template: 'examples/orders-api/template.yaml' });
for (let quantity = 1; quantity <= 12; quantity += 1) {
  const body = JSON.stringify({ product: 'tea', quantity });
  await fetch(`${stack.url('Api')}/prod/orders`, { method: 'POST', body });
}
await stack.settled();
const browser = await startBrowser();
try {
  await using page = await openView(browser, demo.stack.endpoint, { colorScheme: 'light', ...PAGE_SIZE });
  await page.open('/');
  await page.page.screenshot({ path: `${DIRECTORY}/service-map.png` });
  for (const colorScheme of ['light', 'dark'] as const) {
    await using view = await openView(browser, stack.endpoint, { colorScheme, ...SIZE });
    await view.open('/');
    const clip = await areaOfMap(view);
    await view.page.screenshot({ path: `${DIRECTORY}/orders-api-${colorScheme}.png`, clip });
  }
} finally {
  await browser.close();
}

/** The part of the page with all nodes and edges. */
async function areaOfMap({ page }: View) {
  const boxes = await page.locator('.map-svg .map-node, .map-svg .map-edge').evaluateAll((elements) =>
    elements.map((element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom };
    }),
  );
  const drawing = await page.locator('.map-svg').boundingBox();
  const left = Math.max(drawing?.x ?? 0, Math.min(...boxes.map((box) => box.left)) - MARGIN);
  const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
  const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
  const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
  return { x: left, y: top, width: Math.min(right, SIZE.viewport.width) - left, height: bottom - top };
}

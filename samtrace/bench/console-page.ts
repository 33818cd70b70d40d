import type { Page } from 'playwright-core';
import { layoutMap } from '../src/console/model/map-layout.ts';
import { serviceMap } from '../src/console/model/service-map.ts';
import { openView, startBrowser } from '../tests/browser/browser.ts';
import { segment, service, subsegment } from '../tests/console/builders.ts';
import { startConsole } from '../tests/console/fake-account.ts';

/**
 * Measures the page with `node bench/console-page.ts`: a real browser, and services that answer from
 * memory. Each line has the median of the runs (of frames: of the longest of each run, and the longest of all, which a busy
 * machine can stretch) and what it has to stay under.
 */
const RUNS = 5;
const SUBSEGMENTS = 10_000;
const SERVICES = 300;

/** Milliseconds from the navigation to the frame after the first node is there. */
const FIRST_MAP = `new Promise((resolve) => {
  const look = () => document.querySelector('.map-node') ? requestAnimationFrame(() => resolve(performance.now())) : requestAnimationFrame(look);
  look();
})`;

/** Milliseconds from the click on the first trace to the frame after its waterfall is there. */
const OPEN_TRACE = `new Promise((resolve) => {
  const startMs = performance.now();
  const look = () => document.querySelector('.wf-row') ? requestAnimationFrame(() => resolve(performance.now() - startMs)) : requestAnimationFrame(look);
  document.querySelector('tbody a').click();
  look();
})`;

/** Scrolls through the whole waterfall in a hundred frames and returns the longest of them, in milliseconds. */
const SCROLL = `new Promise((resolve) => {
  const rows = document.querySelector('.waterfall-rows');
  let longestMs = 0, frame = 0, lastMs;
  const step = (nowMs) => {
    if (lastMs !== undefined) longestMs = Math.max(longestMs, nowMs - lastMs);
    lastMs = nowMs;
    frame += 1;
    rows.scrollTop = (rows.scrollHeight - rows.clientHeight) * frame / 100;
    if (frame < 100) requestAnimationFrame(step); else resolve(longestMs);
  };
  requestAnimationFrame(step);
})`;

await using large = await startConsole({ traces: [{ documents: [largeSegment()] }] });
const browser = await startBrowser();
await using view = await openView(browser, large.endpoint, { viewport: { width: 1920, height: 1080 } });
try {
  const { firstMap, opening, frames } = await inBrowser(view.page, large.endpoint);
  report('first map after the navigation, ms', firstMap, 500);
  report(`a trace of ${SUBSEGMENTS} subsegments opens, ms`, opening, 1000);
  report('longest frame while it is scrolled, ms', median(frames), 50);
  process.stdout.write(`  in the worst of ${RUNS} runs ${Math.max(...frames).toFixed(1)}\n`);
} finally {
  await browser.close();
}
const map = serviceMap(manyServices(), 60);
report(
  `layout of ${SERVICES} nodes and ${map.edges.length} edges, ms`,
  // The page uses the layout with the largest text.
  median(
    times(() => [layoutMap(map, 'right', 'wide'), layoutMap(map, 'down', 'wide'), layoutMap(map, 'down', 'narrow')]),
  ),
  500,
);
report('the page with all its files, compressed, kB', (await pageBytes(large.endpoint)) / 1000, 150);

async function inBrowser(page: Page, endpoint: string) {
  const firstMaps: number[] = [];
  const openings: number[] = [];
  const frames: number[] = [];
  // The first round bundles the page and warms the browser; it does not count.
  for (let run = 0; run <= RUNS; run += 1) {
    await page.goto(`${endpoint}/`, { waitUntil: 'commit' });
    firstMaps[run] = await page.evaluate<number>(FIRST_MAP);
    await page.goto(`${endpoint}/traces`);
    await page.locator('tbody a').first().waitFor();
    openings[run] = await page.evaluate<number>(OPEN_TRACE);
    frames[run] = await page.evaluate<number>(SCROLL);
  }
  return {
    firstMap: median(firstMaps.slice(1)),
    opening: median(openings.slice(1)),
    frames: frames.slice(1),
  };
}

function largeSegment(): Record<string, unknown> {
  const leaves = Array.from({ length: SUBSEGMENTS - 100 }, (_, i) =>
    subsegment(`leaf-${i}`, { at: i / 100, annotations: { i } }),
  );
  const groups = Array.from({ length: 100 }, (_, i) =>
    subsegment(`group-${i}`, { at: i, subsegments: leaves.slice(i * 99, (i + 1) * 99) }),
  );
  return segment('root', { subsegments: groups });
}

/** Fifty functions behind one client, each with its Lambda node and calls to some of two hundred resources. */
function manyServices() {
  const functions = Array.from({ length: 50 }, (_, i) => i);
  return [
    service(0, { Type: 'client', calls: functions.map((i) => 1 + i) }),
    ...functions.map((i) => service(1 + i, { calls: [51 + i] })),
    ...functions.map((i) =>
      service(51 + i, {
        Type: 'AWS::Lambda::Function',
        calls: [0, 1, 2, 3, 4].map((k) => 101 + ((i * 5 + k * 7) % 199)),
      }),
    ),
    ...Array.from({ length: SERVICES - 101 }, (_, i) => service(101 + i, { Type: 'AWS::S3::Bucket' })),
  ];
}

async function pageBytes(endpoint: string): Promise<number> {
  const files = ['/', '/_local/page/icon.svg', '/_local/page/main.js', '/_local/page/main.css'];
  const sizes = await Promise.all(
    files.map(async (file) => Number((await fetch(endpoint + file)).headers.get('content-length'))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function times(work: () => unknown): number[] {
  return Array.from({ length: RUNS }, () => {
    const startMs = performance.now();
    work();
    return performance.now() - startMs;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(what: string, value: number, limit: number): void {
  process.stdout.write(`${what.padEnd(56)}${value.toFixed(1).padStart(8)}   under ${limit}\n`);
}

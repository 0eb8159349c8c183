// page_bench.mjs URL: what somebody waits for on the page of a running service: first paint, the first bars, and
// each click until the page has drawn its answer to it, in milliseconds (the median of five).
import { chromium } from '../../ui/node_modules/playwright-core/index.mjs';

const url = process.argv[2];
const ROUNDS = 5;
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function settled(page) {
  await page.waitForFunction(() => document.querySelector('.skeleton, .stale') === null);
}

// From the click to the frame after the page's first answer to it.
async function drawn(page, selector) {
  return page.evaluate((wanted) => new Promise((resolve) => {
    const begin = performance.now();
    document.querySelector(wanted).click();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
  }), selector);
}

async function round() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
  const page = await context.newPage();
  const begin = Date.now();
  await page.goto(`${url}/explore?metric=input&group=model&sub=api_key_id`);
  await page.waitForSelector('.bar-button');
  const bars = Date.now() - begin;
  await settled(page);
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime);
  const series = Number(await page.locator('.series-table').getAttribute('aria-rowcount')) - 2;
  const clicks = {};
  for (const [name, selector] of Object.entries({
    'another metric': '.controls > .row:first-child > button:nth-child(5)', 'sort the table': '.series-table thead th:first-child .sort',
    'open a day': '.bar-button[data-bar="12"]', 'compare': '.controls [title$="(c)"]', 'open the filters': '[data-key="/"]',
  })) {
    clicks[name] = await drawn(page, selector);
    await settled(page);
  }
  await context.close();
  return { paint, bars, series, clicks };
}

const rounds = [];
for (let i = 0; i < ROUNDS; i += 1) rounds.push(await round());
await browser.close();
console.log(`series                ${rounds[0].series}`);
console.log(`first paint           ${Math.round(median(rounds.map((one) => one.paint)))} ms`);
console.log(`first bars            ${median(rounds.map((one) => one.bars))} ms`);
for (const name of Object.keys(rounds[0].clicks)) {
  console.log(`${name.padEnd(22)}${Math.round(median(rounds.map((one) => one.clicks[name])))} ms`);
}

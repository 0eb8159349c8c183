// How it looks: axe finds nothing serious in either theme; nothing is cut off at 360 pixels; pictures of every
// page in both themes at three widths go to build/screenshots.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openPage, seriousFaults, settled, startBrowser } from './support/browser.mjs';
import { day, startService } from './support/service.mjs';

const FOLDER = 'build/screenshots';
const RANGE = `from=${day(-29)}&to=${day(0)}`;
const VIEWS = {
  explore: `/explore?${RANGE}`,
  'explore-tokens': `/explore?${RANGE}&metric=input&group=model&sub=project_id&compare=previous`,
  'explore-day': `/explore?${RANGE}&metric=output&group=project_id&filter=batch!=true&day=${day(-3)}`,
  'explore-cumulative': `/explore?${RANGE}&metric=cost&group=project_id&sum=cumulative&drill=windows`,
  proof: `/proof?${RANGE}`,
  'proof-day': `/proof/${day(-3)}`,
  'proof-check': '/proof/run-4',
  'proof-costs': `/proof?${RANGE}&surface=costs`,
  money: `/money?${RANGE}`,
  run: '/run',
  'run-keys': '/run/keys',
  'run-schedule': '/run/schedule',
  'run-one': '/run/1',
  settings: '/settings',
  'settings-tokens': '/settings/tokens',
  'settings-flags': '/settings/flags',
  'settings-alerts': '/settings/alerts',
  'settings-service': '/settings/service',
  login: '/login',
  setup: '/setup#code=0123',
};
const WIDTHS = [[360, 800], [1024, 900], [1600, 1100]];

let service;
let browser;
before(async () => {
  service = await startService();
  browser = await startBrowser();
  mkdirSync(FOLDER, { recursive: true });
});
after(async () => {
  await browser?.close();
  await service?.close();
});

for (const [name, path] of Object.entries(VIEWS)) {
  for (const theme of ['light', 'dark']) {
    test(`${name}, ${theme}`, async () => {
      for (const [width, height] of WIDTHS) {
        const { page, close } = await openPage(browser, service.url, { viewport: { width, height }, colorScheme: theme });
        await page.goto(service.url + path);
        await settled(page);
        assert.deepEqual(await seriousFaults(page), [], `${width} pixels`);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `nothing hangs over at ${width} pixels`);
        await page.screenshot({ path: `${FOLDER}/${name}-${theme}-${width}.png` });
        await close();
      }
    });
  }
}

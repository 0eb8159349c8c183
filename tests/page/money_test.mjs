// Finance closes a month: the bridge ends at the bill, each number is the interface's, and whose money it was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openPage, settled, startBrowser } from './support/browser.mjs';
import { day, startService } from './support/service.mjs';

const FROM = day(-29);
const TO = day(-20);

let service;
let browser;
before(async () => {
  service = await startService();
  try {
    service.run('parity', 'costs');
  } catch (error) {
    if (error.status !== 1) throw error; // The unread day, and what has no price.
  }
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

// In units of 10^-12, so that nothing is rounded.
function picos(text) {
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + fraction.padEnd(12, '0'));
  return text.startsWith('-') ? -value : value;
}

test('the bridge leads from usage to the bill, to the digit', async () => {
  const { page, close } = await openPage(browser, service.url);
  await page.goto(`${service.url}/money?from=${FROM}&to=${TO}`);
  await settled(page);
  const billed = picos(await page.locator('[data-step="billed"] [data-exact]').getAttribute('data-exact'));
  const costs = await service.json(`/api/v1/costs?from=${FROM}&to=${TO}`);
  assert.equal(billed, picos(costs.totals.amount_value), 'what was billed is what the costs say');
  let sum = 0n;
  for (const cell of await page.locator('tr[data-step]:not([data-step="billed"]) [data-exact]').all()) sum += picos(await cell.getAttribute('data-exact'));
  assert.equal(sum, billed);
  const runs = (await service.json('/api/v1/runs?verb=parity%20costs')).runs;
  const bill = await service.json(`/api/v1/bill/${runs[0].id}`);
  for (const one of bill.days.filter((found) => found.date >= FROM && found.date <= TO)) {
    const cells = page.locator(`[data-bill-day="${one.date}"] [data-exact]`);
    assert.equal(picos(await cells.nth(0).getAttribute('data-exact')), picos(one.billed_usd));
    assert.equal(picos(await cells.nth(1).getAttribute('data-exact')), picos(one.priced_usd));
  }
  await close();
});

test('a month is told by whose money it was, and taken away', async () => {
  const { page, close } = await openPage(browser, service.url);
  const month = FROM.slice(0, 7);
  await page.goto(`${service.url}/money?from=${FROM}&to=${TO}&month=${month}`);
  await settled(page);
  const statement = await service.json(`/api/v1/allocation/statement?month=${month}`);
  const rest = statement.sums.find((one) => one.business_unit === null);
  const shown = await page.locator('tr[data-unit=""] [data-exact]').first().getAttribute('data-exact');
  assert.equal(picos(shown), picos(rest.amount));
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV', exact: true }).click();
  assert.match((await download).suggestedFilename(), /reconciliation.*\.csv$/);
  await close();
});

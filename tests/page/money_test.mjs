// Finance closes a month: the bridge ends at the bill, each number is the interface's to the digit, and what is
// taken away is what is shown.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    service.run('parity', 'costs', '--from', FROM, '--to', TO);
  } catch (error) {
    if (error.status !== 1) throw error; // What has no price.
  }
  service.run('budgets', 'set', 'all', '--limit-usd', '1000000', '--period', 'month');
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

async function shown(from, to) {
  const { page, close } = await openPage(browser, service.url);
  await page.goto(`${service.url}/money?from=${from}&to=${to}`);
  await settled(page);
  return { page, close };
}

function exactOf(page, selector) {
  return page.locator(`${selector} [data-exact]`).first().getAttribute('data-exact').then(picos);
}

// One project whole, another in part: the rest of it stays unallocated.
function setRules(projects) {
  const folder = mkdtempSync(join(tmpdir(), 'cognitrack-rules-'));
  const [first, second] = projects.filter((one) => one !== null);
  const file = join(folder, 'units.csv');
  writeFileSync(file, `project_id,business_unit,cost_centre,share_percent,from\n${first},Product,CC-410,,2026-01-01\n${second},Research,CC-120,60,2026-01-01\n`);
  service.run('allocation', 'set', '--csv', file);
  rmSync(folder, { recursive: true });
}

// The document of the same comparison, which the program made for itself; pulls make others.
async function recorded() {
  const { runs } = await service.json('/api/v1/runs?verb=parity%20costs');
  const bills = await Promise.all(runs.map((run) => service.json(`/api/v1/bill/${run.id}`)));
  return bills.find((bill) => bill.from === FROM && bill.to === TO);
}

async function saved(page, name) {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${name} as CSV` }).click();
  const file = await download;
  const [head, ...rows] = readFileSync(await file.path(), 'utf8').trimEnd().split('\r\n').map((line) => line.split(','));
  return { name: file.suggestedFilename(), rows: rows.map((row) => Object.fromEntries(head.map((column, i) => [column, row[i]]))) };
}

test('the bridge leads from usage to the bill, to the digit', async () => {
  const { page, close } = await shown(FROM, TO);
  const bill = await recorded();
  const costs = await service.json(`/api/v1/costs?from=${FROM}&to=${TO}`);
  assert.equal(await exactOf(page, '[data-figure="billed"]'), picos(costs.totals.amount_value), 'what was billed is what the costs say');
  assert.equal(await exactOf(page, '[data-step="billed"]'), picos(bill.compared_usd));
  assert.equal(await exactOf(page, '[data-step="priced"]'), picos(bill.priced_usd));
  assert.ok(bill.causes.length > 0);
  let sum = picos(bill.priced_usd);
  for (const cause of bill.causes) {
    assert.equal(await exactOf(page, `[data-step="${cause.cause}"]`), picos(cause.difference_usd), cause.cause);
  }
  for (const cell of await page.locator('tr[data-step]:not([data-step="priced"]):not([data-step="billed"]) [data-exact]').all()) sum += picos(await cell.getAttribute('data-exact'));
  assert.equal(sum, picos(bill.compared_usd), 'no digit is left between usage and bill');
  const sizes = (isUnknown) => bill.causes.filter((one) => (one.cause === 'unknown') === isUnknown).reduce((all, one) => all + picos(one.usd), 0n);
  assert.equal(await exactOf(page, '[data-figure="named"]'), sizes(false));
  assert.equal(await exactOf(page, '[data-figure="unknown"]'), sizes(true));
  for (const one of bill.days) {
    const cells = page.locator(`[data-bill-day="${one.date}"] [data-exact]`);
    assert.equal(picos(await cells.nth(0).getAttribute('data-exact')), picos(one.billed_usd));
    assert.equal(picos(await cells.nth(1).getAttribute('data-exact')), picos(one.priced_usd));
  }
  await close();
});

test('what has no price is named, with the units that the comparison counted', async () => {
  const { page, close } = await shown(FROM, TO);
  const { unpriced } = await recorded();
  assert.ok(unpriced.length > 0);
  const rows = await page.locator('[data-unpriced]').evaluateAll((all) => all.map((row) => row.dataset.units));
  const total = rows.reduce((sum, units) => sum + BigInt(units), 0n) / 10n ** 12n;
  assert.equal(total, unpriced.reduce((sum, one) => sum + BigInt(one.units), 0n));
  await close();
});

test('a day of which one side was not read is a dash, and in no step', async () => {
  const { page, close } = await shown(day(-6), day(-4));
  const cells = await page.locator(`[data-bill-day="${day(-5)}"] td`).allTextContents();
  assert.deepEqual(cells.slice(0, 3), ['—', '—', '—']);
  await close();
});

test('a month that no check was recorded of is compared all the same, and chosen by its name', async () => {
  const { page, close } = await shown(FROM, TO);
  const month = day(-60).slice(0, 7);
  await page.getByLabel('Month (UTC)').fill(month);
  await settled(page);
  const { searchParams } = new URL(page.url());
  assert.equal(searchParams.get('from'), `${month}-01`);
  const costs = await service.json(`/api/v1/costs?from=${searchParams.get('from')}&to=${searchParams.get('to')}`);
  assert.equal(await exactOf(page, '[data-figure="billed"]'), picos(costs.totals.amount_value));
  await page.goBack();
  await settled(page);
  assert.equal(await exactOf(page, '[data-step="billed"]'), picos((await recorded()).compared_usd));
  await close();
});

test('whose money a month was, and how much of a budget is spent', async () => {
  const { page, close } = await shown(FROM, TO);
  const month = (await page.getByTestId('statement-month').textContent()).replace('all of ', '');
  await page.getByText('No rule says whose money is whose').waitFor();
  await setRules((await service.json(`/api/v1/costs?from=${FROM}&to=${TO}&group_by=project_id`)).rows.map((row) => row.project_id));
  await page.reload();
  await settled(page);
  const statement = await service.json(`/api/v1/allocation/statement?month=${month}`);
  assert.deepEqual(statement.sums.map((one) => one.business_unit), ['Product', 'Research', null]);
  for (const sum of statement.sums) {
    assert.equal(await exactOf(page, `tr[data-unit="${sum.business_unit ?? ''}"]`), picos(sum.amount));
  }
  const { rows } = await saved(page, 'whose money it was');
  assert.equal(rows.reduce((all, row) => all + picos(row.amount), 0n), picos(statement.bill[0].amount), 'with the unallocated rest it is the bill');
  const [budget] = (await service.json('/api/v1/budgets')).budgets;
  const cells = page.locator('[data-budget="all"] [data-exact]');
  assert.equal(picos(await cells.nth(0).getAttribute('data-exact')), picos(budget.limit_usd));
  assert.equal(picos(await cells.nth(1).getAttribute('data-exact')), picos(budget.spent.known_usd));
  await close();
});

test('what is taken away is what is shown', async () => {
  const { page, close } = await shown(FROM, TO);
  const bill = await recorded();
  const bridge = await saved(page, 'the bridge');
  assert.equal(bridge.name, `cognitrack_bridge_${FROM}_${TO}.csv`);
  assert.equal(picos(bridge.rows.at(-1).usd), picos(bill.compared_usd));
  const days = await saved(page, 'the days');
  assert.deepEqual(days.rows.map((row) => [row.date, row.billed_usd, row.priced_usd, row.verdict]).reverse(),
    bill.days.map((one) => [one.date, one.billed_usd, one.priced_usd, one.verdict]));
  for (const [link, ending] of [['CSV', 'csv'], ['FOCUS', 'csv']]) {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: link, exact: true }).click();
    assert.match((await download).suggestedFilename(), new RegExp(`reconciliation.*\\.${ending}$`));
  }
  await close();
});

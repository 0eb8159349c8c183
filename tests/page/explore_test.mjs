// Explore: every number on the page is the interface's; the spike is found and taken away; by keyboard
// alone; where the connection is lost.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openPage, settled, startBrowser } from './support/browser.mjs';
import { day, startService, UNREAD } from './support/service.mjs';

let service;
let browser;
const RANGE = `from=${day(-20)}&to=${day(0)}`;

before(async () => {
  service = await startService();
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

async function shown(path) {
  const { page, close } = await openPage(browser, service.url);
  await page.goto(service.url + path);
  await settled(page);
  return { page, close };
}

// The rows of the table on screen: series → the exact numbers of its cells.
async function tableOf(page) {
  const rows = await page.locator('tr[data-series]').evaluateAll((all) => all.map((row) => [
    row.dataset.series, [...row.querySelectorAll('[data-exact]')].map((cell) => cell.dataset.exact),
  ]));
  return Object.fromEntries(rows);
}

function textOf(value) {
  return value === null ? 'null' : String(value);
}

for (const { group, filter } of [
  { group: 'model', filter: '' }, { group: 'project_id', filter: '&filter=batch!=true' }, { group: 'user_id', filter: '&filter=service_tier=default' },
]) {
  test(`tokens by ${group}${filter} are the interface's`, async () => {
    const { page, close } = await shown(`/explore?${RANGE}&metric=input&group=${group}${filter}`);
    const query = filter.replace('!=', '!%3D').replace(/=(\w+)$/, '%3D$1');
    const document = await service.json(`/api/v1/usage?${RANGE}&group_by=${group}${query.replace('filter%3D', 'filter=')}`);
    const columns = ['num_model_requests', 'input_tokens', 'input_cached_tokens', 'output_tokens'];
    const expected = Object.fromEntries(document.rows.map((row) => [JSON.stringify([row[group]]), columns.map((one) => textOf(row[one]))]));
    assert.ok(document.rows.length > 1);
    assert.deepEqual(await tableOf(page), expected);
    const totals = await page.locator('.totals [data-exact]').evaluateAll((all) => all.map((one) => one.dataset.exact));
    assert.deepEqual(totals, columns.map((one) => textOf(document.totals[one])));
    const figures = await page.locator('.figure [data-exact]').evaluateAll((all) => all.map((one) => one.dataset.exact));
    assert.equal(figures[1], textOf(document.totals.num_model_requests));
    await close();
  });
}

test('money is the bill, to the last digit', async () => {
  const { page, close } = await shown(`/explore?${RANGE}&metric=cost&group=project_id`);
  const document = await service.json(`/api/v1/costs?${RANGE}&group_by=project_id`);
  const expected = Object.fromEntries(document.rows.map((row) => [JSON.stringify([row.project_id]), [row.amount_value]]));
  assert.deepEqual(await tableOf(page), expected);
  assert.equal(await page.locator('[data-total="metric"] [data-exact]').getAttribute('data-exact'), document.totals.amount_value);
  await close();
});

test('every day is drawn as what it is, with the number that the interface gives', async () => {
  const { page, close } = await shown(`/explore?${RANGE}&metric=requests`);
  const { rows } = await service.json(`/api/v1/usage?${RANGE}&group_by=day`);
  const totals = new Map(rows.map((row) => [row.day, row.num_model_requests]));
  const labels = await page.locator('.bar-button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  assert.equal(labels.length, 21);
  labels.forEach((label, i) => {
    const date = day(i - 20);
    if (i - 20 === UNREAD) assert.match(label, /: not read/);
    else assert.match(label, new RegExp(`: ${(totals.get(date) ?? 0).toLocaleString('en-US')} requests`), date);
    if (i === 20) assert.match(label, /, partial/);
  });
  assert.equal(await page.locator('.unread').count(), 1);
  await page.getByTestId('proof-badge').getByText('not read').waitFor();
  await close();
});

test('the spike: seen, opened, narrowed down, taken away', async () => {
  const { page, close } = await shown(`/explore?${RANGE}&metric=output&group=model`);
  const { rows } = await service.json(`/api/v1/usage?${RANGE}&group_by=day`);
  const spike = rows.reduce((a, b) => (a.output_tokens > b.output_tokens ? a : b)).day;
  await page.locator(`.bar-button[data-bar="${rows.length >= 0 ? (Date.parse(spike) - Date.parse(day(-20))) / 86_400_000 : 0}"]`).click();
  await page.getByTestId('day-panel').getByText('Held now').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('day'), spike);
  await settled(page);
  const ofDay = await service.json(`/api/v1/usage?from=${spike}&to=${spike}&group_by=model`);
  assert.equal(await page.locator('[data-total="metric"] [data-exact]').getAttribute('data-exact'), String(ofDay.totals.output_tokens));
  const busiest = ofDay.rows.reduce((a, b) => (a.output_tokens > b.output_tokens ? a : b));
  await page.locator('.row-name', { hasText: busiest.model }).first().click();
  await settled(page);
  assert.deepEqual(new URL(page.url()).searchParams.getAll('filter'), [`model=${busiest.model}`]);
  await page.getByRole('button', { name: /^Export/ }).click();
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^CSV/ }).click()]);
  const [header, line] = readFileSync(await table.path(), 'utf8').split('\r\n');
  assert.equal(header, 'model,num_model_requests,input_tokens,input_cached_tokens,output_tokens');
  assert.equal(line, [busiest.model, busiest.num_model_requests, busiest.input_tokens, busiest.input_cached_tokens, busiest.output_tokens].join(','));
  const [rowsFile] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^CSV/ }).click()]);
  const exported = readFileSync(await rowsFile.path(), 'utf8');
  const direct = await fetch(`${service.url}/api/v1/export?format=csv&surface=completions&from=${spike}&to=${spike}&filter=model%3D${busiest.model}`);
  assert.equal(exported, await direct.text());
  assert.ok(exported.split('\n').length > 2);
  await page.goBack();
  assert.deepEqual(new URL(page.url()).searchParams.getAll('filter'), [], 'back is exact');
  await close();
});

test('a value among many is found, left out, and alone', async () => {
  const { page, close } = await shown(`/explore?${RANGE}&metric=requests&group=api_key_id`);
  const before = await page.locator('tr[data-series]').count();
  await page.keyboard.press('/');
  await page.getByLabel('Search API key').waitFor();
  const name = await page.locator('.value-label').first().innerText();
  await page.getByLabel('Search API key').fill(name.slice(0, 12));
  await page.locator('.filter-menu').getByRole('button', { name: `Leave out ${name}` }).click();
  await settled(page);
  assert.equal(await page.locator('tr[data-series]').count(), before - 1);
  await page.locator('.filter-menu').getByRole('button', { name: `Only ${name}` }).click();
  await settled(page);
  assert.equal(await page.locator('tr[data-series]').count(), 1);
  await close();
});

test('by keyboard alone: the skip link, a page, the period, the bars, the keys', async () => {
  const { page, close } = await shown(`/explore?${RANGE}&metric=requests`);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  await page.keyboard.press('3');
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get('metric'), 'input');
  await page.keyboard.press('[');
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get('to'), day(-21));
  await page.locator('.bar-button[tabindex="0"]').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await settled(page);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('from'), searchParams.get('to')], [day(-40), day(-38)]);
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('c');
  await settled(page);
  assert.equal(new URL(page.url()).searchParams.get('compare'), 'previous');
  await close();
});

test('a lost connection keeps what was shown, says so, and mends itself', async () => {
  const { page, close } = await openPage(browser, service.url, { expected: /Failed to load resource|ERR_/ });
  await page.goto(`${service.url}/explore?${RANGE}&metric=requests`);
  await settled(page);
  const before = await tableOf(page);
  await service.stop();
  await page.getByTestId('freshness').click();
  await page.getByRole('button', { name: 'Ask the ledger again' }).click();
  await page.getByText('The service does not answer. What is shown').waitFor();
  assert.deepEqual(await tableOf(page), before);
  await service.start();
  await page.locator('.offline').getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.offline').waitFor({ state: 'detached' });
  await close();
});

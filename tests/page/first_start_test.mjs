// First start to first chart: the link that the service prints makes the first owner; the empty page says
// what to do; from the first account on nobody comes in without.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openPage, settled, startBrowser } from './support/browser.mjs';
import { day, startService } from './support/service.mjs';

let service;
let browser;
const NAME = 'ann@example.com';
const PASSWORD = 'a sentence of mine';

before(async () => {
  service = await startService({ fill: false });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

test('an empty ledger says what to do next', async () => {
  const { page, close } = await openPage(browser, service.url);
  await page.goto(service.url);
  await page.getByText('Nothing is held yet').waitFor();
  await page.getByText('cognitrack backfill').waitFor();
  await close();
});

test('the printed link makes the first owner, and the first pull the first chart', async () => {
  const code = /"token":"([0-9a-f]+)"/.exec(readFileSync(service.log, 'utf8'))[1];
  const { page, close } = await openPage(browser, service.url);
  await page.goto(`${service.url}/setup#code=${code}`);
  await page.getByLabel('Name').fill(NAME);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('The same again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Nothing is held yet').waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the code is gone from the address');
  service.run('backfill', '--start', day(-9), '--end', day(-1));
  await page.reload();
  await settled(page);
  assert.equal(await page.locator('.bar-button').count(), 30);
  assert.equal(await page.getByTestId('days-read').innerText(), '9 of 30');
  await close();
});

test('who is not logged in is led to the login, and then to where they were going', async () => {
  const { page, close } = await openPage(browser, service.url, { expected: /status of 401/ });
  await page.goto(`${service.url}/explore?metric=output`);
  await page.getByLabel('Name').fill(NAME);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await settled(page);
  await page.getByRole('button', { name: 'Output', exact: true, pressed: true }).waitFor();
  await page.getByTitle('Account and appearance').click();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await close();
});

test('a reader sees what a reader may', async () => {
  const link = service.run('accounts', 'add', 'reader', 'viewer');
  const path = /\/setup#\S+/.exec(link)[0];
  const { page, close } = await openPage(browser, service.url);
  await page.goto(service.url + path);
  await page.getByRole('heading', { name: 'A new password for reader' }).waitFor();
  await page.getByLabel('Password').fill('another sentence');
  await page.getByLabel('The same again').fill('another sentence');
  await page.getByRole('button', { name: 'Begin' }).click();
  await settled(page);
  await page.getByTitle('Account and appearance').click();
  await page.getByText('viewer: may read everything').waitFor();
  await close();
});

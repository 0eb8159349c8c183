// Run it and Settings: a key is added and the first days arrive; a run is watched and cancelled; the connection
// is lost; a viewer may change nothing; numbers are the interface's.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { openPage, settled, startBrowser } from './support/browser.mjs';
import { startService } from './support/service.mjs';

const PASSWORD = 'a sentence of mine';
const SECRET = 'sk-admin-canary-of-the-page-0001';
let service;
let browser;
let owner;

before(async () => {
  // One request a second: a run lasts long enough to be watched.
  service = await startService({ fill: false, variables: { OPENAI_ADMIN_KEY: null, COGNITRACK_REQUESTS_PER_MINUTE: '60', COGNITRACK_BURST: '20' } });
  browser = await startBrowser();
  const code = /"token":"([0-9a-f]+)"/.exec(readFileSync(service.log, 'utf8'))[1];
  owner = await openPage(browser, service.url, { expected: /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 50[23]|Failed to load resource/ });
  const { page } = owner;
  await page.goto(`${service.url}/setup#code=${code}`);
  await page.getByLabel('Name').fill('ann');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByLabel('The same again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Nothing is held yet').waitFor();
});
after(async () => {
  await owner?.close();
  await browser?.close();
  await service?.close();
});

function asked(page, path) {
  return page.evaluate(async (address) => (await fetch(address)).json(), path);
}

test('a key is added, and the first days arrive', async () => {
  const { page } = owner;
  await page.goto(`${service.url}/run/keys`);
  await page.getByRole('button', { name: 'Add a key' }).click();
  await page.getByLabel('Admin key').fill(SECRET);
  await page.getByRole('button', { name: 'Check and store it' }).click();
  await page.getByText('all 13 surfaces').waitFor();
  await page.getByRole('button', { name: 'Good' }).click();
  await page.getByText('…0001').waitFor();
  assert.ok(!(await page.content()).includes(SECRET), 'the secret has left the page');
  await page.getByRole('link', { name: 'Sources and runs' }).click();
  await page.getByRole('button', { name: 'Start a run' }).click();
  await page.getByLabel('The last days, today among them').check();
  await page.getByLabel('How many days').fill('3');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/run\/\d+/);
  await page.getByTestId('outcome').getByText('✓ done').waitFor({ timeout: 60_000 });
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const run = (await asked(page, `/api/v1/runs/${id}`)).runs[0];
  assert.ok(run.rows_read > 0);
  for (const [name, member] of [['Rows read', 'rows_read'], ['Windows changed', 'windows_changed'], ['Requests', 'requests']]) {
    assert.equal(await page.locator(`[data-figure="${name}"]`).getAttribute('data-exact'), String(run[member]), name);
  }
});

test('a run is started, watched and cancelled', async () => {
  const { page } = owner;
  await page.goto(`${service.url}/run`);
  await page.getByRole('button', { name: 'Start a run' }).click();
  await page.getByLabel('The last days, today among them').check();
  await page.getByLabel('How many days').fill('366');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page.getByRole('progressbar').waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await page.getByTestId('outcome').getByText('interrupted').waitFor({ timeout: 60_000 });
  await page.getByText('cancelled by ann').waitFor();
});

test('a service that stops is told, what was shown stays, and it goes on', async () => {
  const { page } = owner;
  await page.goto(`${service.url}/run/1`);
  await settled(page);
  await service.stop();
  await page.getByTitle('How fresh').or(page.getByTestId('freshness')).first().click();
  await page.getByRole('button', { name: 'Ask the ledger again' }).click();
  await page.locator('.offline').waitFor();
  await page.locator('#run-title').waitFor();
  await service.start();
  await page.locator('.offline').getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.offline').waitFor({ state: 'detached' });
});

test('a viewer sees, and may not change', async () => {
  const link = /\/setup#\S+/.exec(service.run('accounts', 'add', 'reader', 'viewer'))[0];
  const { page, close } = await openPage(browser, service.url);
  await page.goto(service.url + link);
  await page.getByLabel('Password').fill('another sentence');
  await page.getByLabel('The same again').fill('another sentence');
  await page.getByRole('button', { name: 'Begin' }).click();
  await settled(page);
  const closed = /^(Start a run|Add a key|Check|Rotate|Take out of use|Remove|Cancel|Try again|Turn o|Take back|Invite)/;
  for (const path of ['/run', '/run/1', '/run/2', '/run/keys', '/run/schedule', '/settings/people', '/settings/flags', '/settings/audit', '/settings/service']) {
    await page.goto(service.url + path);
    await settled(page);
    const names = await page.locator('#main button').allInnerTexts();
    assert.deepEqual(names.filter((name) => closed.test(name)), [], path);
  }
  await page.getByText(/takes the role admin/).waitFor();
  await close();
});

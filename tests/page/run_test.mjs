// Run it: a key is added and the first days arrive; a run is watched through a lost connection and
// cancelled; who may only read sees everything and changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openPage, settled, startBrowser } from './support/browser.mjs';
import { asked, logIn, OWNER, READER, setupCode, takeUp } from './support/people.mjs';
import { startService } from './support/service.mjs';

const SECRET = 'sk-admin-of-the-journey-4711';

let service;
let browser;
before(async () => {
  // So slow that there is time to look at a run, and to end it.
  service = await startService({ fill: false, env: { OPENAI_ADMIN_KEY: '', COGNITRACK_REQUESTS_PER_MINUTE: '120', COGNITRACK_BURST: '1' } });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await service?.close();
});

async function start(page, days, surfaces) {
  await page.getByRole('button', { name: 'Start a run' }).click();
  const dialog = page.getByRole('dialog', { name: 'Start a run' });
  await dialog.getByLabel('The last days, today among them').check();
  await dialog.getByLabel('How many days').fill(String(days));
  await dialog.getByText('What of it:').click();
  await dialog.getByRole('button', { name: 'none' }).click();
  for (const surface of surfaces) await dialog.getByLabel(surface, { exact: true }).check();
  await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  await page.waitForURL(/\/run\/\d+/);
  return Number(new URL(page.url()).pathname.split('/').at(-1));
}

const figure = async (page, name) => Number(await page.locator(`[data-figure="${name}"]`).getAttribute('data-exact'));

test('a key is added, and the first days arrive', async () => {
  const { page, close } = await openPage(browser, service.url);
  await takeUp(page, service, setupCode(service));
  await page.goto(`${service.url}/run/keys`);
  await page.getByRole('button', { name: 'Add a key' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a key' });
  await dialog.getByLabel('Admin key').fill(SECRET);
  await dialog.getByRole('button', { name: 'Check and store it' }).click();
  const stored = page.getByRole('dialog', { name: /Key 1.* is stored/ });
  await stored.waitFor();
  assert.ok(!(await page.content()).includes(SECRET), 'the secret is gone from the page');
  await stored.getByRole('button', { name: 'Good' }).click();
  await page.getByText('…4711').waitFor();

  await page.goto(`${service.url}/run`);
  await settled(page);
  const id = await start(page, 30, ['completions']);
  await page.getByText('✓ No issues.').waitFor({ timeout: 60_000 });
  const run = (await asked(page, `/api/v1/runs/${id}`)).runs[0];
  assert.equal(run.outcome, 'ok');
  assert.equal(run.windows_changed, 30);
  assert.equal(await figure(page, 'Windows changed'), 30);
  assert.equal(await figure(page, 'Rows read'), run.rows_read);
  assert.equal(await figure(page, 'Requests'), run.requests);

  await page.goto(`${service.url}/explore`);
  await settled(page);
  assert.equal(await page.getByTestId('days-read').innerText(), '30 of 30');
  await close();
});

test('a run is watched through a lost connection, and cancelled', async () => {
  const { page, close } = await openPage(browser, service.url, { expected: /ERR_|status of 5|Failed to fetch/ });
  await logIn(page, service, OWNER);
  await page.goto(`${service.url}/run`);
  await settled(page);
  const id = await start(page, 366, ['completions', 'embeddings', 'images', 'moderations', 'costs']);
  await page.getByText('Last stored:').waitFor({ timeout: 30_000 });
  const before = Number((await page.locator('[data-live="windows"]').innerText()).replaceAll(',', ''));
  assert.ok(before > 0, 'windows are counted while they come');
  await page.context().setOffline(true);
  await page.getByText('does not answer').or(page.getByText('The connection is lost')).first().waitFor({ timeout: 30_000 });
  await page.locator('[data-live="windows"]').waitFor(); // What was shown stays.
  await page.context().setOffline(false);
  await page.getByText('The connection is lost').waitFor({ state: 'detached', timeout: 30_000 });

  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click();
  await page.locator('[data-figure="Windows changed"]').waitFor({ timeout: 60_000 });
  const run = (await asked(page, `/api/v1/runs/${id}`)).runs[0];
  assert.notEqual(run.outcome, 'running');
  assert.notEqual(run.exit_code, 0);
  assert.equal(await figure(page, 'Windows changed'), run.windows_changed);
  assert.equal(await figure(page, 'Rows read'), run.rows_read);
  await close();
});

test('who may read only sees it all, and changes nothing', async () => {
  const link = service.run('accounts', 'add', READER, 'viewer', '--json');
  const code = /[0-9a-f]{64}/.exec(link)[0];
  const { page, close } = await openPage(browser, service.url);
  await takeUp(page, service, code, READER);
  const changes = /^(Start a run|Add a key|Check|Rotate|Remove|Take out of use|Put to use|Turn |Invite|Cancel|Retry|Read again)/;
  for (const path of ['/run', '/run/1', '/run/keys', '/run/schedule', '/settings/people', '/settings/flags', '/settings/alerts', '/settings/audit', '/settings/service']) {
    await page.goto(service.url + path);
    await settled(page);
    assert.equal(await page.getByRole('button', { name: changes }).count(), 0, path);
  }
  await page.goto(`${service.url}/run`);
  await page.getByRole('link', { name: '1 · backfill' }).waitFor();
  await page.getByText('operator').first().waitFor();
  await close();
});

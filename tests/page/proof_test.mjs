// Proof: the calendar leads to a day that differs, and the day to its cause; an export that is dropped is
// compared; what was believed at a time is shown. Each number is the interface's.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { openPage, seriousFaults, settled, startBrowser } from './support/browser.mjs';
import { asked, logIn, OWNER, READER, setupCode, takeUp } from './support/people.mjs';
import { day, startService, UNREAD, writeExport } from './support/service.mjs';

const DIFFERS = day(-12);
const MORE = 500;

let service;
let browser;
let folder;
let whole;
let altered;
before(async () => {
  service = await startService();
  browser = await startBrowser();
  folder = mkdtempSync(join(tmpdir(), 'cognitrack-proof-'));
  whole = join(folder, 'whole.csv');
  altered = join(folder, 'altered.csv');
  writeExport(whole);
  writeFileSync(altered, withMore(readFileSync(whole, 'utf8')));
});
after(async () => {
  await browser?.close();
  await service?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

// One row of the day has more input tokens than was read.
function withMore(text) {
  const [head, ...lines] = text.trimEnd().split('\n');
  const column = head.split(',').indexOf('input_tokens');
  let isDone = false;
  const changed = lines.map((line) => {
    const cells = line.split(',');
    if (isDone || !cells[2].startsWith(DIFFERS) || !(Number(cells[column]) > 0)) return line;
    isDone = true;
    cells[column] = String(Number(cells[column]) + MORE);
    return cells.join(',');
  });
  return [head, ...changed].join('\n') + '\n';
}

async function counts(page) {
  const names = ['exact', 'variance', 'incomplete', 'missing', 'open', 'unproven'];
  const found = {};
  for (const name of names) found[name] = Number(await page.locator(`[data-count="${name}"]`).innerText());
  return found;
}

test('the calendar shows each day as the comparison found it', async () => {
  const { page, close } = await openPage(browser, service.url);
  await page.goto(`${service.url}/proof?from=${day(-29)}&to=${day(0)}`);
  await settled(page);
  assert.deepEqual(await counts(page), { exact: 28, variance: 0, incomplete: 0, missing: 1, open: 1, unproven: 0 });
  assert.equal(await page.locator(`[data-day="${day(UNREAD)}"]`).getAttribute('data-standing'), 'missing');
  await page.locator(`[data-day="${day(-10)}"]`).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/proof/${day(-9)}`));
  await page.getByTestId('standing').waitFor();
  await close();
});

test('an export that is dropped is compared, and leads from the day that differs to its cause', async () => {
  const { page, close } = await openPage(browser, service.url);
  await takeUp(page, service, setupCode(service));
  await page.goto(`${service.url}/proof?from=${day(-29)}&to=${day(0)}`);
  await settled(page);
  await page.setInputFiles('input[type="file"]', altered);
  const verdict = page.getByTestId('compared');
  await verdict.waitFor();
  assert.match(await verdict.innerText(), /altered\.csv: 70 days/);
  await settled(page);
  assert.equal((await counts(page)).variance, 1);
  await page.locator(`[data-day="${DIFFERS}"][data-standing="variance"]`).click();
  await page.getByTestId('cause').waitFor();
  assert.match(await page.getByTestId('cause').innerText(), /a value differs/);

  const checks = (await asked(page, '/api/v1/parity?limit=1')).parity;
  const document = await asked(page, `/api/v1/parity/${checks[0].run}`);
  const told = document.days.find((one) => one.date === DIFFERS);
  const row = page.locator('tr[data-metric="input_tokens"]');
  assert.equal(await row.locator('[data-exact]').nth(0).getAttribute('data-exact'), String(told.csv.input_tokens));
  assert.equal(await row.locator('[data-exact]').nth(1).getAttribute('data-exact'), String(told.ledger.input_tokens));
  assert.equal(await row.locator('[data-exact]').nth(2).getAttribute('data-exact'), String(MORE));
  const differing = page.getByRole('region', { name: 'Differences' });
  assert.match(await differing.innerText(), /altered\.csv, line \d+/);
  assert.match(await page.getByTestId('belief').innerText(), /^Revision \d+, [\d,]+ rows, since/);

  assert.deepEqual(await seriousFaults(page), []);
  await page.getByRole('link', { name: `comparison ${checks[0].run}` }).click();
  await page.getByTestId('check-verdict').waitFor();
  await page.getByRole('button', { name: `Sign comparison ${checks[0].run}` }).click();
  await page.getByLabel('Note').fill('altered on purpose');
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  await page.getByText(`${OWNER}, `).waitFor();
  assert.deepEqual(await seriousFaults(page), []);
  assert.equal((await asked(page, '/api/v1/parity?limit=1')).parity[0].signed_by, OWNER);
  await close();
});

test('the whole export makes the day exact again, and what is no export is refused in words', async () => {
  const { page, close } = await openPage(browser, service.url, { expected: /status of 4/ });
  await logIn(page, service, OWNER);
  await page.goto(`${service.url}/proof?from=${day(-29)}&to=${day(0)}`);
  await settled(page);
  await page.setInputFiles('input[type="file"]', { name: 'notes.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1,2\n') });
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /notes\.csv was not compared: /);
  await page.setInputFiles('input[type="file"]', whole);
  await page.getByTestId('compared').waitFor();
  await settled(page);
  assert.equal((await counts(page)).variance, 0);
  await close();
});

test('who may only read sees the evidence, and is told who compares', async () => {
  const code = /[0-9a-f]{64}/.exec(service.run('accounts', 'add', READER, 'viewer', '--json'))[0];
  const { page, close } = await openPage(browser, service.url);
  await takeUp(page, service, code, READER);
  await page.goto(`${service.url}/proof`);
  await settled(page);
  await page.getByText('comparing an export takes the role operator').waitFor();
  assert.equal(await page.locator('input[type="file"]').count(), 0);
  assert.equal(await page.getByRole('button', { name: /^Sign/ }).count(), 0);
  await close();
});

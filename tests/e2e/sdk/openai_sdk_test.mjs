// The provider's official SDK reads the twin: it must find in it the interface that it was written
// for, follow next_page, and count what the twin's own export says.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import OpenAI from 'openai';

import { count, readExport, startTwin, writeExport } from '../support/twin.mjs';

const data = ['--seed', '11', '--days', '45', '--end', '2026-04-14', '--rows-per-day', '30'];
const start = Date.UTC(2026, 2, 1) / 1000;
const end = Date.UTC(2026, 3, 15) / 1000;
const dimensions = ['project_id', 'user_id', 'api_key_id', 'model', 'batch', 'service_tier', 'api_source'];
const metrics = [
  'num_model_requests', 'input_tokens', 'output_tokens', 'input_cached_tokens',
  'input_cache_write_tokens', 'input_uncached_tokens', 'input_text_tokens', 'output_text_tokens',
  'input_cached_text_tokens', 'input_audio_tokens', 'input_cached_audio_tokens',
  'output_audio_tokens', 'input_image_tokens', 'input_cached_image_tokens', 'output_image_tokens',
];

let twin;
let directory;
let rows;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cognitrack-sdk-'));
  twin = await startTwin(data);
  writeExport(data, join(directory, 'export.csv'));
  rows = readExport(join(directory, 'export.csv')).filter((row) => row.input_tokens !== '');
});
after(async () => {
  assert.equal(await twin.stop(), 0);
  rmSync(directory, { recursive: true });
});

function clientWith(key) {
  return new OpenAI({ apiKey: null, adminAPIKey: key, baseURL: twin.url, maxRetries: 0 });
}

// Every bucket of the query, and over how many pages they came.
async function readAll(client, query) {
  const buckets = [];
  let pages = 0;
  let page;
  do {
    const answer = await client.admin.organization.usage.completions({ ...query, ...(page && { page }) });
    buckets.push(...answer.data);
    pages += 1;
    assert.equal(answer.has_more, answer.next_page !== null);
    page = answer.next_page;
  } while (page);
  return { buckets, pages };
}

function totalsByDay(items, dayOf, valueOf) {
  const totals = {};
  for (const item of items) {
    const day = (totals[dayOf(item)] ??= Object.fromEntries(metrics.map((name) => [name, 0n])));
    for (const name of metrics) day[name] += valueOf(item, name);
  }
  return totals;
}

test('sums over every page equal the export, day by day', async () => {
  const query = { start_time: start, end_time: end, limit: 10, group_by: dimensions };
  const { buckets, pages } = await readAll(clientWith('sk-admin-sdk'), query);
  assert.equal(pages, 5);
  assert.equal(buckets.length, 45);
  const served = totalsByDay(
    buckets.flatMap((bucket) => bucket.results.map((row) => ({ ...row, day: bucket.start_time }))),
    (row) => row.day,
    (row, name) => BigInt(row[name]),
  );
  const exported = totalsByDay(rows, (row) => row.start_time, (row, name) => count(row[name]));
  assert.ok(Object.keys(exported).length >= 38);
  assert.deepEqual(served, exported);
});

test('one model of one project is what the export says of it', async () => {
  const { project_id, model } = rows[0];
  const query = {
    start_time: start, end_time: end, limit: 31, project_ids: [project_id], models: [model], batch: false,
  };
  const { buckets, pages } = await readAll(clientWith('sk-admin-sdk'), query);
  assert.equal(pages, 2);
  const served = buckets.flatMap((bucket) => bucket.results).reduce((sum, row) => sum + BigInt(row.input_tokens), 0n);
  const exported = rows
    .filter((row) => row.project_id === project_id && row.model === model && row.batch === 'False')
    .reduce((sum, row) => sum + count(row.input_tokens), 0n);
  assert.ok(exported > 0n);
  assert.equal(served, exported);
});

test('errors are those the SDK knows', async () => {
  const ask = (key, query) => clientWith(key).admin.organization.usage.completions(query);
  await assert.rejects(ask('sk-wrong', { start_time: start }), OpenAI.AuthenticationError);
  await assert.rejects(ask('sk-proj-1', { start_time: start }), OpenAI.PermissionDeniedError);
  await assert.rejects(ask('sk-admin-sdk', { start_time: start, limit: 32 }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'limit');
    return true;
  });
});

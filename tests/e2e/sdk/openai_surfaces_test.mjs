// The provider's official SDK reads every surface of the twin's organisation and its costs, and the
// program's ledger holds the same sums, by day, of every metric of each.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import OpenAI from 'openai';

import { cognitrackProgram, startTwin } from '../support/twin.mjs';

const data = ['--profile', 'money', '--seed', '19', '--days', '35', '--end', '2026-04-14', '--rows-per-day', '60'];
const range = { start_time: Date.UTC(2026, 2, 11) / 1000, end_time: Date.UTC(2026, 3, 15) / 1000 };
// Amounts as text, so that they reach this test with all their digits.
const amounts = ['--amounts', 'text'];

// By surface: the SDK's method, and the metrics that are summed.
const surfaces = {
  completions: ['completions', 'input_tokens', 'output_tokens', 'input_cached_tokens', 'num_model_requests'],
  embeddings: ['embeddings', 'input_tokens', 'num_model_requests'],
  moderations: ['moderations', 'input_tokens', 'num_model_requests'],
  images: ['images', 'images', 'num_model_requests'],
  audio_speeches: ['audioSpeeches', 'characters', 'num_model_requests'],
  audio_transcriptions: ['audioTranscriptions', 'seconds', 'num_model_requests'],
  vector_stores: ['vectorStores', 'usage_bytes'],
  code_interpreter_sessions: ['codeInterpreterSessions', 'num_sessions'],
  file_search_calls: ['fileSearchCalls', 'num_requests'],
  web_search_calls: ['webSearchCalls', 'num_requests'],
};

let twin;
let directory;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cognitrack-surfaces-'));
  twin = await startTwin([...data, ...amounts]);
  const run = cognitrack('backfill', '--start', '2026-03-11', '--end', '2026-04-14');
  assert.equal(run.outcome, 'ok');
});
after(async () => {
  assert.equal(await twin.stop(), 0);
  rmSync(directory, { recursive: true });
});

function cognitrack(...words) {
  const env = {
    ...process.env, COGNITRACK_DB: `sqlite:${join(directory, 'ledger.db')}`,
    OPENAI_ADMIN_KEY: 'sk-admin-x', OPENAI_BASE_URL: twin.url, COGNITRACK_REQUESTS_PER_MINUTE: '6000',
  };
  return JSON.parse(execFileSync(cognitrackProgram, [...words, '--json'], { env, encoding: 'utf8' }));
}

async function bucketsOf(method, query) {
  const client = new OpenAI({ apiKey: null, adminAPIKey: 'sk-admin-x', baseURL: twin.url, maxRetries: 0 });
  const buckets = [];
  let page;
  do {
    const answer = await client.admin.organization.usage[method]({ ...range, ...query, ...(page && { page }) });
    buckets.push(...answer.data);
    page = answer.next_page;
  } while (page);
  return buckets;
}

const dayOf = (bucket) => new Date(bucket.start_time * 1000).toISOString().slice(0, 10);

for (const [surface, [method, ...metrics]] of Object.entries(surfaces)) {
  test(`${surface}: the SDK and the ledger count the same`, async () => {
    const served = {};
    for (const bucket of await bucketsOf(method, { limit: 31 })) {
      for (const row of bucket.results) {
        const sums = (served[dayOf(bucket)] ??= metrics.map(() => 0));
        metrics.forEach((name, i) => (sums[i] += row[name]));
      }
    }
    const held = {};
    for (const row of cognitrack('usage', '--surface', surface, '--group-by', 'day').rows) {
      if (metrics.some((name) => row[name] > 0)) held[row.day] = metrics.map((name) => row[name]);
    }
    assert.ok(Object.keys(held).length >= 25, `${Object.keys(held).length} days`);
    assert.deepEqual(held, served);
  });
}

// "0.0000115" dollars as a whole number of 10^-12.
function picos(text) {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}

test('costs: the SDK and the ledger bill the same, to the last digit', async () => {
  const served = {};
  for (const bucket of await bucketsOf('costs', { limit: 7, group_by: ['project_id', 'line_item'] })) {
    for (const row of bucket.results) {
      served[dayOf(bucket)] = (served[dayOf(bucket)] ?? 0n) + picos(row.amount.value);
    }
  }
  const held = {};
  for (const row of cognitrack('costs', '--group-by', 'day').rows) {
    if (row.amount_value !== null && row.amount_value !== '0') held[row.day] = picos(row.amount_value);
  }
  assert.ok(Object.keys(held).length >= 25, `${Object.keys(held).length} days`);
  assert.deepEqual(held, served);
});

// The provider's official SDK lists the ids of the twin's organisation, and the program's own names
// are those that the SDK was told.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import OpenAI from 'openai';

import { startTwin } from '../support/twin.mjs';

const data = ['--seed', '11', '--days', '10', '--end', '2026-04-14', '--rows-per-day', '600'];
const cognitrack = join(process.env.COGNITRACK_BIN, 'cognitrack');

let twin;
let directory;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cognitrack-names-'));
  twin = await startTwin(data);
});
after(async () => {
  assert.equal(await twin.stop(), 0);
  rmSync(directory, { recursive: true });
});

async function listed(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

function run(...words) {
  const env = {
    ...process.env, COGNITRACK_DB: `sqlite:${join(directory, 'ledger.db')}`,
    OPENAI_ADMIN_KEY: 'sk-admin-x', OPENAI_BASE_URL: twin.url,
  };
  return JSON.parse(execFileSync(cognitrack, [...words, '--json'], { env, encoding: 'utf8' }));
}

test('the SDK and the program are told the same names', async () => {
  const client = new OpenAI({ apiKey: null, adminAPIKey: 'sk-admin-x', baseURL: twin.url, maxRetries: 0 });
  const organisation = client.admin.organization;
  const expected = {};
  const add = (kind, items) => items.forEach(({ id, name }) => (expected[`${kind} ${id}`] = name));
  const projects = await listed(organisation.projects.list({ include_archived: true, limit: 2 }));
  add('project', projects);
  for (const project of projects) {
    const query = { owner_project_access: 'any', limit: 3 };
    add('api_key', await listed(organisation.projects.apiKeys.list(project.id, query)));
    const accounts = listed(organisation.projects.serviceAccounts.list(project.id));
    if (project.status === 'archived') {
      await assert.rejects(accounts, (error) => error.status === 400);
    } else {
      add('service_account', await accounts);
    }
  }
  add('user', await listed(organisation.users.list({ limit: 5 })));
  add('admin_api_key', await listed(organisation.adminAPIKeys.list({})));

  assert.equal(run('names', 'pull').outcome, 'ok');
  const held = {};
  for (const { kind, id, name, listed: isListed, email } of run('names', 'list', '--all').names) {
    if (isListed) held[`${kind} ${id}`] = name;
    assert.equal(email, null);
  }
  assert.deepEqual(held, expected);
  assert.equal(projects.filter(({ status }) => status === 'archived').length, 1);
});

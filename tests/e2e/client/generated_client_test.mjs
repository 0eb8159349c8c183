// The interface document as its readers take it: a linter, a generator of types, a compiler, and a
// client that asks a real service.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { endOf, startTwin } from '../support/twin.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '..', 'node_modules');
const cognitrack = join(process.env.COGNITRACK_BIN, 'cognitrack');

let twin;
let directory;
let service;
let url;
let token;
let env;

function run(...words) {
  return JSON.parse(execFileSync(cognitrack, [...words, '--json'], { env, encoding: 'utf8' }));
}

// A tool of npm, on this Node. It tells nobody that it was used.
function tool(path, ...words) {
  return spawnSync(process.execPath, [join(modules, path), ...words], {
    cwd: directory, encoding: 'utf8',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  });
}

before(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cognitrack-client-'));
  symlinkSync(modules, join(directory, 'node_modules'));
  copyFileSync(join(here, 'questions.ts'), join(directory, 'questions.ts'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(join(directory, 'process.d.ts'),
    'declare const process: { env: Record<string, string | undefined>; stdout: { write(text: string): void } };');
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, preserveSymlinks: true,
      target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', types: [],
    },
    files: ['process.d.ts', 'questions.ts'],
  }));
  twin = await startTwin(['--seed', '11', '--days', '10', '--end', '2026-04-14']);
  env = {
    ...process.env, COGNITRACK_DB: `sqlite:${join(directory, 'ledger.db')}`, COGNITRACK_SCHEDULE: 'off',
    COGNITRACK_DATA: directory, OPENAI_ADMIN_KEY: 'sk-admin-x', OPENAI_BASE_URL: twin.url,
    COGNITRACK_REQUESTS_PER_MINUTE: '100000', COGNITRACK_BURST: '100000',
  };
  run('backfill', '--start', '2026-04-05', '--end', '2026-04-14');
  run('accounts', 'add', 'boss', 'admin');
  ({ token } = run('tokens', 'create', 'client', '--account', 'boss', '--role', 'admin'));
  service = spawn(cognitrack, ['serve', '--listen', '127.0.0.1:0', '--json'], {
    env, stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = await new Promise((resolve) => {
    createInterface({ input: service.stdout }).once('line', resolve);
  });
  url = JSON.parse(said).listening;
  const response = await fetch(`${url}/openapi.json`);
  assert.equal(response.status, 200);
  writeFileSync(join(directory, 'openapi.json'), await response.text());
});

after(async () => {
  assert.equal(await endOf(service), 0);
  assert.equal(await twin.stop(), 0);
  rmSync(directory, { recursive: true });
});

test('the document lints without a word', () => {
  const linted = tool('@redocly/cli/bin/cli.js', 'lint', 'openapi.json', '--extends', 'recommended-strict',
    '--format', 'json');
  assert.equal(linted.status, 0, linted.stdout + linted.stderr);
  assert.deepEqual(JSON.parse(linted.stdout).totals, { errors: 0, warnings: 0, ignored: 0 });
});

test('a client that is generated from it compiles, and is told what the command line tells', () => {
  const generated = tool('openapi-typescript/bin/cli.js', 'openapi.json', '--output', 'schema.ts',
    '--empty-objects-unknown');
  assert.equal(generated.status, 0, generated.stderr);
  const compiled = tool('typescript/bin/tsc');
  assert.equal(compiled.status, 0, compiled.stdout);

  const asked = spawnSync(process.execPath, ['--no-warnings', 'questions.ts'], {
    cwd: directory, encoding: 'utf8',
    env: { ...process.env, SERVICE_URL: url, SERVICE_TOKEN: token },
  });
  assert.equal(asked.status, 0, asked.stderr);
  const told = JSON.parse(asked.stdout);
  const report = run('usage', '--group-by', 'model,day', '--filter', 'batch=false');
  assert.ok(report.rows.length > 3);
  assert.deepEqual(told.usage, report);
  assert.deepEqual(told.pages, report.rows);
  assert.deepEqual(told.windows.days, run('windows', '--from', '2026-04-06').days);
  assert.deepEqual(told.run, run('runs', '1'));
  assert.equal(told.set.entry.reason, 'a test');
  assert.deepEqual(told.refusals.map(({ status }) => status), [404, 400, 400, 400, 404]);
  for (const { status, stated, code } of told.refusals) {
    assert.equal(stated, status);
    assert.ok(['usage', 'auth'].includes(code));
  }
});

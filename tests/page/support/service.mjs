// A real service over a ledger that the twin filled, for journeys through its page: seventy days of every
// surface and its bill, one day left unread, today open, parity proven.
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binaries = process.env.COGNITRACK_BIN ?? 'build/release/bin';
const cognitrack = join(binaries, 'cognitrack');
const twin = join(binaries, 'cognitrack-twin');
const DATA = ['--seed', '7', '--days', '70', '--profile', 'money'];

export function day(offset) {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}

export const UNREAD = -5; // The day that nobody read.

// Resolves to the process and its first line once it is written.
async function started(program, args, env, log) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.pipe(createWriteStream(log));
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}; see ${log}`)));
  });
  child.removeAllListeners('exit');
  return { child, line };
}

function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

// What the provider's usage page gives for those days.
export function writeExport(file) {
  execFileSync(twin, ['export', ...DATA, '--end', day(0), '--version', 'u4', '--out', file]);
}

// `fill`: whether anything is held before the service starts. `env`: settings of its own.
export async function startService({ fill = true, env: own = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cognitrack-page-'));
  const provider = await started(twin, ['serve', '--listen', '127.0.0.1:0', ...DATA, '--end', day(0)], {}, join(folder, 'twin.log'));
  const env = {
    OPENAI_BASE_URL: provider.line.replace('listening on ', ''), OPENAI_ADMIN_KEY: 'sk-admin-twin',
    COGNITRACK_DB: `sqlite:${join(folder, 'ledger.db')}`, COGNITRACK_SCHEDULE: 'off',
    COGNITRACK_REQUESTS_PER_MINUTE: '100000', COGNITRACK_BURST: '100000', ...own,
  };
  const run = (...words) => execFileSync(cognitrack, words, { env: { ...process.env, ...env }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (fill) {
    run('backfill', '--start', day(-69), '--end', day(UNREAD - 1));
    run('backfill', '--start', day(UNREAD + 1), '--end', day(0));
    run('names', 'pull');
    const file = join(folder, 'export.csv');
    writeExport(file);
    try {
      run('parity', '--csv', file);
    } catch (error) {
      if (error.status !== 1) throw error; // The unread day is not proven.
    }
  }
  const log = join(folder, 'serve.log');
  let service = await started(cognitrack, ['serve', '--listen', '127.0.0.1:0'], env, log);
  const url = service.line.match(/http:\S+/)[0].replace('127.0.0.1', 'localhost');
  return {
    url,
    run,
    log,
    json: async (path) => (await fetch(url + path)).json(),
    stop: () => ended(service.child),
    // At the same address again.
    start: async () => {
      service = await started(cognitrack, ['serve', '--listen', new URL(url).host.replace('localhost', '127.0.0.1')], env, log);
    },
    close: async () => {
      await ended(service.child);
      await ended(provider.child);
      rmSync(folder, { recursive: true });
    },
  };
}

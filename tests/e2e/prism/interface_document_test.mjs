// The product speaks to the twin through Prism, which holds every request and response against
// OpenAI's own interface document. The newest value of group_by, api_source, is younger than the
// document and the one thing that may be found wrong.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { cognitrackProgram, endOf, startTwin, writeExport } from '../support/twin.mjs';

const document = join(process.env.COGNITRACK_SHARED ?? '../shared', 'data/api/openai-admin.openapi.json');
const skip = existsSync(document) ? false : `${document} is not here`;
const prismProgram = fileURLToPath(new URL('../node_modules/@stoplight/prism-cli/dist/index.js', import.meta.url));
const data = ['--seed', '23', '--days', '92', '--end', '2026-05-31', '--rows-per-day', '6'];
const surfaces = [
  'completions', 'embeddings', 'moderations', 'images', 'audio_speeches', 'audio_transcriptions',
  'vector_stores', 'code_interpreter_sessions', 'file_search_calls', 'web_search_calls', 'costs', 'costs_by_key',
];

let directory;
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'cognitrack-prism-'));
});
after(() => rmSync(directory, { recursive: true }));

const freePort = () =>
  new Promise((resolve) => {
    const socket = createSocket();
    socket.listen(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

async function startPrism(upstream) {
  const port = await freePort();
  const child = spawn(process.execPath, [prismProgram, 'proxy', '--port', String(port), document, upstream], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await new Promise((resolve, reject) => {
    lines.on('line', (line) => line.includes('Prism is listening') && resolve());
    child.once('exit', (code) => reject(new Error(`prism ended with ${code}`)));
  });
  return { port, stop: () => endOf(child) };
}

// Prism lists what it found, or where there is too much of it says so in plain words.
function parseViolations(header) {
  return header.startsWith('[') ? JSON.parse(header) : [{ location: ['response'], message: header }];
}

// Stands before Prism and keeps what it says of each exchange in its header sl-violations.
async function startRecorder(prismPort) {
  const exchanges = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = forward({ host: '127.0.0.1', port: prismPort, method, path: url, headers }, (answer) => {
      const violations = parseViolations(answer.headers['sl-violations'] ?? '[]');
      exchanges.push({ url, status: answer.statusCode, violations });
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    onward.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { exchanges, url: `http://127.0.0.1:${server.address().port}`, stop };
}

function cognitrack(args, environment) {
  return new Promise((resolve) => {
    const child = spawn(cognitrackProgram, args, {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (bytes) => (text += bytes));
    child.stderr.on('data', (bytes) => (text += bytes));
    child.on('exit', (code, signal) => resolve({ code, text: `${signal ?? ''}\n${text}` }));
  });
}

// Days backfilled through Prism, four of them a chunk.
async function backfill(name, twinOptions, range) {
  const twin = await startTwin([...data, ...twinOptions]);
  const prism = await startPrism(twin.url);
  const recorder = await startRecorder(prism.port);
  const environment = {
    COGNITRACK_DB: `sqlite:${join(directory, `${name}.db`)}`,
    OPENAI_ADMIN_KEY: 'sk-admin-prism',
    COGNITRACK_REQUESTS_PER_MINUTE: '6000',
    // Without /v1: the document's paths stand beneath its server's address.
    OPENAI_BASE_URL: recorder.url,
  };
  const run = await cognitrack(['backfill', ...range, '--chunk-days', '4'], environment);
  await recorder.stop();
  await prism.stop();
  await twin.stop();
  return { exchanges: recorder.exchanges, environment, run };
}

// "group_by=api_source" for the one violation that is expected, else Prism's words.
function nameOf(violation, url) {
  const { location, code, message } = violation;
  if (code === 'enum' && location.slice(0, 3).join('.') === 'request.query.group_by') {
    return `group_by=${new URL(url, 'http://x').searchParams.getAll('group_by')[Number(location[3])]}`;
  }
  return `${location.join('.')}: ${message}`;
}

function assertOnlyNewAre(expected, exchanges) {
  const names = exchanges.flatMap(({ url, violations }) => violations.map((each) => nameOf(each, url)));
  assert.deepEqual([...new Set(names)].sort(), expected);
}

// More than twenty requests.
const quarter = ['--start', '2026-03-01', '--end', '2026-05-31', '--surface', 'completions'];

test('the product and the twin keep to the document, api_source apart', { skip }, async () => {
  const { exchanges, environment, run } = await backfill('sound', [], quarter);
  assert.equal(run.code, 0, run.text);
  assert.ok(exchanges.length >= 20, `${exchanges.length} requests`);
  assert.ok(exchanges.every(({ status }) => status === 200));
  assertOnlyNewAre(['group_by=api_source'], exchanges);
  const csv = join(directory, 'export.csv');
  writeExport(data, csv);
  const parity = await cognitrack(['parity', '--csv', csv], environment);
  assert.equal(parity.code, 0, parity.text);
});

test('a response without output_tokens is found', { skip }, async () => {
  const { exchanges } = await backfill('omitting', ['--faults', 'omit-field@1+=output_tokens'], quarter);
  assert.ok(exchanges.length > 0);
  assert.throws(() => assertOnlyNewAre(['group_by=api_source'], exchanges), /response/);
});

test('so they do on every surface that the document knows, and on costs', { skip }, async () => {
  const range = ['--start', '2026-05-20', '--end', '2026-05-31', '--surface', surfaces.join()];
  const { exchanges, run } = await backfill('surfaces', ['--profile', 'money'], range);
  assert.equal(run.code, 0, run.text);
  const paths = new Set(exchanges.map(({ url }) => new URL(url, 'http://x').pathname.split('/').pop()));
  assert.deepEqual([...paths].sort(), surfaces.filter((name) => name !== 'costs_by_key').sort());
  assert.ok(exchanges.every(({ status }) => status === 200));
  assertOnlyNewAre(['group_by=api_source'], exchanges);
});

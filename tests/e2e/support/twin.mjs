// Starts the twin and writes its exports, for tests that talk to it from outside.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binaries = process.env.COGNITRACK_BIN ?? 'build/dev/bin';
export const twinProgram = join(binaries, 'cognitrack-twin');
export const cognitrackProgram = join(binaries, 'cognitrack');

// Resolves to {url, stop} once the twin listens; `url` ends in /v1, `stop` resolves to the exit code.
export async function startTwin(args) {
  const child = spawn(twinProgram, ['serve', '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the twin ended with ${code} before it listened`)));
  });
  child.removeAllListeners('exit');
  return { url: line.replace('listening on ', ''), stop: () => endOf(child) };
}

// Asks the process to end and resolves to its exit code.
export function endOf(child) {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGTERM');
  });
}

// The export's lines as objects, numbers as BigInt under their column's name. Seeded values hold no
// comma and no quote, so that lines split plainly.
export function readExport(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
}

// "4761.0" or "1.30663583E8" as a BigInt.
export function count(cell) {
  const [mantissa, exponent = '0'] = cell.split('E');
  const [whole, fraction = ''] = mantissa.split('.');
  const digits = fraction.padEnd(Number(exponent), '0');
  if (!/^0*$/.test(digits.slice(Number(exponent)))) throw new Error(`no whole number: ${cell}`);
  return BigInt(whole + digits.slice(0, Number(exponent)));
}

export function writeExport(args, path) {
  execFileSync(twinProgram, ['export', ...args, '--out', path], { stdio: 'inherit' });
}

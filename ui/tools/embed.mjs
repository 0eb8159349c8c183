// embed.mjs DIRECTORY FILE.cpp: the files of a built page as C++ that defines PageFiles() and
// PageNames() (src/page/page.h).
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [, , directory, target] = process.argv;
const WORTH_COMPRESSING = 1024;
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

function filesBelow(folder, prefix = '') {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory()
      ? filesBelow(path, `${prefix}/${name}`)
      : [{ address: `${prefix}/${name}`, bytes: readFileSync(path) }];
  });
}

// Octal escapes of three digits end by themselves, whatever follows.
function literal(bytes) {
  let text = '"';
  for (const byte of bytes) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte === 0x3f || byte < 0x20 || byte > 0x7e) text += `\\${byte.toString(8).padStart(3, '0')}`;
    else text += String.fromCharCode(byte);
  }
  return `std::string_view(${text}", ${bytes.length})`;
}

function entry({ address, bytes }) {
  const type = TYPES[extname(address)];
  if (type === undefined) throw new Error(`${address}: no content type is known for it`);
  const tag = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  const packed = bytes.length > WORTH_COMPRESSING ? gzipSync(bytes, { level: 9 }) : Buffer.alloc(0);
  return `      {"${address}", "${type}", "\\"${tag}\\"",\n       ${literal(bytes)},\n       ${literal(packed)},\n`
    + `       ${address.startsWith('/assets/')}},\n`;
}

const names = JSON.parse(readFileSync(new URL('../src/shell/pages.json', import.meta.url)));
writeFileSync(target, `// Generated from ui/.
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "page/page.h"

namespace cognitrack {

const std::vector<PageFile>& PageFiles() {
  static const std::vector<PageFile> kFiles = {
${filesBelow(directory).map(entry).join('')}  };
  return kFiles;
}

const std::vector<std::string_view>& PageNames() {
  static const std::vector<std::string_view> kNames = {${names.map((name) => `"${name}"`).join(', ')}};
  return kNames;
}

}  // namespace cognitrack
`);

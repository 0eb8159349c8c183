// @vitest-environment node
// The types of the interface are those of openapi.json.
import { readFileSync } from 'node:fs';

import openapi, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

test('the types are made of the committed document', async () => {
  const committed = readFileSync('src/api/schema.ts', 'utf8');
  const document = new URL(`file://${process.cwd()}/openapi.json`);
  const made = astToString(await openapi(document));
  expect(committed.endsWith(made), "'./dev types' makes them anew").toBe(true);
}, 30_000);

import { expect, test } from 'vitest';

import { asCsv, asJsonLines, recordOf } from './table_file';
import { sorted, type Row } from './table_columns';

test('a file has every digit, ids beside names, and blanks for what is unknown', () => {
  const record = recordOf({ project_id: 'proj_a', amount_currency: 'usd', amount_value: '65.3317915', quantity: null },
    ['project_id'], ['amount_value', 'quantity'], { project_id: { proj_a: 'Search, web' } });
  expect(asCsv([record])).toBe('project_id,project_name,amount_currency,amount_value,quantity\r\nproj_a,"Search, web",usd,65.3317915,\r\n');
  expect(asJsonLines([record])).toBe('{"project_id":"proj_a","project_name":"Search, web","amount_currency":"usd","amount_value":"65.3317915","quantity":null}\n');
});

test('no cell is a formula', () => {
  expect(asCsv([{ user: '=1+1', amount: '-5.5' }])).toBe("user,amount\r\n'=1+1,-5.5\r\n");
});

test('unknown stands last, whichever way', () => {
  const row = (name: string, metric: bigint | null): Row => ({ key: name, parts: [name], name, values: { metric } });
  const rows = [row('b', null), row('a', 1n), row('c', 2n), row('d', 2n)];
  expect(sorted(rows, 'metric', false).map((one) => one.name)).toEqual(['c', 'd', 'a', 'b']);
  expect(sorted(rows, 'metric', true).map((one) => one.name)).toEqual(['a', 'c', 'd', 'b']);
  expect(sorted(rows, 'name', false).map((one) => one.name)).toEqual(['d', 'c', 'b', 'a']);
});

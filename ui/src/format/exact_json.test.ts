import { expect, test } from 'vitest';

import { parseExact } from './exact_json';

test('a count beyond 2^53 keeps its digits', () => {
  const large = parseExact('{"a":9007199254740993,"b":[18446744073709551615],"c":12}');
  expect(large).toEqual({ a: 9_007_199_254_740_993n, b: [18_446_744_073_709_551_615n], c: 12 });
});

test('digits in a text are a text', () => {
  expect(parseExact('{"id":"x: 12345678901234567890"}')).toEqual({ id: 'x: 12345678901234567890' });
});

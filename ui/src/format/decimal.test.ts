import { expect, test } from 'vitest';

import { exactText, picoOf, roundedText, sumOf } from './decimal';

test('a decimal keeps every digit that the ledger keeps', () => {
  expect(exactText(picoOf('19539.511888629995')!)).toBe('19539.511888629995');
  expect(exactText(picoOf('-0.000000000001')!)).toBe('-0.000000000001');
  expect(exactText(picoOf(9_007_199_254_740_993n)!)).toBe('9007199254740993');
});

test('unknown is not zero', () => {
  expect(picoOf(null)).toBeNull();
  expect(picoOf(0)).toBe(0n);
  expect(sumOf([null, null])).toBeNull();
  expect(sumOf([null, picoOf('0.1'), picoOf('0.2')])).toBe(picoOf('0.3'));
  expect(() => picoOf('1e3')).toThrow('no decimal');
});

test('rounds half to even', () => {
  expect(roundedText(picoOf('0.125')!, 2)).toBe('0.12');
  expect(roundedText(picoOf('0.135')!, 2)).toBe('0.14');
  expect(roundedText(picoOf('-2.5')!, 0)).toBe('-2');
  expect(roundedText(picoOf('-0.001')!, 2)).toBe('0.00');
  expect(roundedText(picoOf('999.999')!, 2)).toBe('1000.00');
});

import { expect, test } from 'vitest';

import { picoOf } from './decimal';
import { changeText, compactText, countText, exactMoneyText, moneyText } from './numbers';

test('money: cents from a dollar on, up to six decimals below', () => {
  expect(moneyText(picoOf('16125.0049'))).toBe('$16,125.00');
  expect(moneyText(picoOf('0.0012345'))).toBe('$0.001234');
  expect(moneyText(picoOf('0.5'))).toBe('$0.50');
  expect(moneyText(picoOf('-3.2'))).toBe('−$3.20');
  expect(moneyText(picoOf('12.3'), 'eur')).toBe('12.30 EUR');
  expect(moneyText(null)).toBe('—');
  expect(exactMoneyText(picoOf('19539.511888629995'))).toBe('$19,539.511888629995');
});

test('counts are separated, and short where there is no room', () => {
  expect(countText(picoOf(3_822_000_000))).toBe('3,822,000,000');
  expect(countText(picoOf(0))).toBe('0');
  expect(compactText(picoOf(9_100_000_000))).toBe('9.10 B');
  expect(compactText(picoOf(412_044))).toBe('412 K');
  expect(compactText(picoOf(9_999))).toBe('9,999');
  expect(compactText(picoOf(999_970_000))).toBe('1.00 B');
});

test('a change has a sign, and is nothing without something to compare with', () => {
  expect(changeText(picoOf('112.4'), picoOf('100'))).toBe('+12.4 %');
  expect(changeText(picoOf('96'), picoOf('100'))).toBe('−4.0 %');
  expect(changeText(picoOf('100'), picoOf('100'))).toBe('±0.0 %');
  expect(changeText(picoOf('1'), picoOf('0'))).toBeNull();
  expect(changeText(null, picoOf('1'))).toBeNull();
});

// Numbers as people read them. "—" is unknown; 0 is a zero that was read.
import { approximate, exactText, type Pico, roundedText } from './decimal';

export const UNKNOWN = '—';
const MINUS = '−';
const NARROW = ' ';
const ONE = 10n ** 12n;

function grouped(text: string): string {
  const [whole = '', fraction] = text.replace('-', '').split('.');
  const thousands = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${text.startsWith('-') ? MINUS : ''}${thousands}${fraction === undefined ? '' : `.${fraction}`}`;
}

export function countText(value: Pico | null): string {
  return value === null ? UNKNOWN : grouped(exactText(value));
}

// "9.10 B": three digits; the exact number stands on hover.
export function compactText(value: Pico | null): string {
  if (value === null) return UNKNOWN;
  const size = Math.abs(approximate(value));
  const steps: [number, string][] = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']];
  const step = steps.find(([least]) => size >= least * 0.9995);
  if (step === undefined || size < 10_000) return countText(value);
  const scaled = size / step[0];
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${value < 0n ? MINUS : ''}${scaled.toFixed(digits)}${NARROW}${step[1]}`;
}

function withCurrency(text: string, currency: string): string {
  if (currency !== 'usd') return `${text}${NARROW}${currency.toUpperCase()}`;
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

// Two decimals from $1 on, as many as it takes below, six at most.
export function moneyText(value: Pico | null, currency = 'usd'): string {
  if (value === null) return UNKNOWN;
  const size = value < 0n ? -value : value;
  if (size >= ONE || size === 0n) return withCurrency(grouped(roundedText(value, 2)), currency);
  const text = roundedText(value, 6).replace(/0+$/, '');
  const [whole = '0', fraction = ''] = text.split('.');
  return withCurrency(grouped(`${whole}.${fraction.padEnd(2, '0')}`), currency);
}

export function exactMoneyText(value: Pico | null, currency = 'usd'): string {
  return value === null ? 'not known' : withCurrency(grouped(exactText(value)), currency);
}

// "+12.4 %"; null: nothing to compare with.
export function changeText(now: Pico | null, before: Pico | null): string | null {
  if (now === null || before === null || before === 0n) return null;
  const permille = ((now - before) * 2000n) / before;
  const rounded = Number(permille >= 0n ? (permille + 1n) / 2n : (permille - 1n) / 2n) / 10;
  const sign = rounded > 0 ? '+' : rounded < 0 ? MINUS : '±';
  return `${sign}${Math.abs(rounded).toLocaleString('en-US', { minimumFractionDigits: 1 })}${NARROW}%`;
}

export function shareText(part: Pico | null, whole: Pico | null): string {
  if (part === null || whole === null || whole === 0n) return UNKNOWN;
  return `${((approximate(part) / approximate(whole)) * 100).toFixed(1)}${NARROW}%`;
}

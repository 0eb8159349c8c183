import { expect, test } from 'vitest';

import { count, durationText, outcomeOf, untilText } from './run_words';

test('durations have two parts at most', () => {
  expect(durationText(0.44)).toBe('0.4 s');
  expect(durationText(250)).toBe('4 min 10 s');
  expect(durationText(7_500)).toBe('2 h 5 min');
  expect(durationText(441_341)).toBe('5 d 2 h');
});

test('what is unknown is a dash, what is zero a zero', () => {
  expect(count(null)).toBe('—');
  expect(count(undefined)).toBe('—');
  expect(count(0)).toBe('0');
});

test('a run that ended with 1 is not called proven', () => {
  expect(outcomeOf({ outcome: 'ok', exit_code: 1, verb: 'parity' }).tone).toBe('explained');
  expect(outcomeOf({ outcome: 'ok', exit_code: 0, verb: 'parity' }).tone).toBe('exact');
});

test('what is due is due now', () => {
  const now = Date.parse('2026-11-30T12:00:00Z');
  expect(untilText('2026-11-30T11:59:00Z', now)).toBe('now');
  expect(untilText('2026-11-30T14:05:30Z', now)).toBe('in 2 h 5 min');
});

import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { Me, ParityEntry, WindowDay, WindowVersion } from '../api/documents';
import type { DayProof } from '../shell/proof';
import { answering, shown } from '../test_query';
import { versionAt } from './belief';
import { causeText, metricText, nextStep } from './cause_words';
import { CheckList } from './check_list';
import { monthsOf, weeksOf } from './day_calendar';
import { standingOf, standingsOf } from './day_standing';
import { DropExport, sizeText } from './drop_export';
import { SidesTable } from './sides_table';

const DAY = '2026-03-05';
const HELD = { date: DAY, state: 'settled', content_hash: 'aa' } as WindowDay;
const proven = (change: Partial<DayProof> = {}): DayProof => ({ verdict: 'exact', cause: null, run: 4, at: '2026-03-06T00:00:00Z', isOpen: false, hash: 'aa', ...change });
const me = (role: Me['role']): Me => ({ by: 'session', role, account: { name: 'ann', role }, sources: null, csrf_token: 'x', ends_at: null });

test('a proof is of what was held then: of other content it proves nothing', () => {
  expect(standingOf(HELD, proven())).toBe('exact');
  expect(standingOf({ ...HELD, content_hash: 'bb' }, proven())).toBe('outdated');
  expect(standingOf({ ...HELD, content_hash: 'bb' }, proven({ hash: null }))).toBe('exact');
});

test('what was not read, not compared, and not over are three things', () => {
  expect(standingOf(undefined, undefined)).toBe('missing');
  expect(standingOf({ ...HELD, state: 'missing', content_hash: null }, proven({ verdict: 'incomplete' }))).toBe('missing');
  expect(standingOf(HELD, undefined)).toBe('unproven');
  expect(standingOf({ ...HELD, state: 'open' }, undefined)).toBe('open');
  expect([...standingsOf([DAY, '2026-03-06'], [], new Map(), '2026-03-06').values()]).toEqual(['missing', 'open']);
});

test('weeks begin on Monday, and a month keeps its days', () => {
  const weeks = weeksOf('2026-03-01');
  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-03-01']);
  expect(weeks.flat().filter((day) => day !== null)).toHaveLength(31);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
  expect(monthsOf('2026-01-31', '2026-03-01')).toEqual(['2026-01-01', '2026-02-01', '2026-03-01']);
});

test('what was believed at the end of a day is the last that was recorded until then', () => {
  const version = (revision: number, recorded_at: string): WindowVersion => ({ revision, recorded_at }) as WindowVersion;
  const versions = [version(3, '2026-03-09T00:00:00Z'), version(1, '2026-03-06T23:59:59Z'), version(2, '2026-03-07T00:00:00Z')];
  expect(versionAt(versions, null)?.revision).toBe(3);
  expect(versionAt(versions, '2026-03-06')?.revision).toBe(1);
  expect(versionAt(versions, '2026-03-08')?.revision).toBe(2);
  expect(versionAt(versions, '2026-03-05')).toBeUndefined();
});

test('both sides stand beside each other, and an unknown one has no difference', () => {
  shown(<SidesTable csv={{ input_tokens: 1005, output_tokens: null, num_model_requests: 3 }} ledger={{ input_tokens: 1000, output_tokens: 7, num_model_requests: 3 }} notCompared={[]} label="Sides" />);
  const cells = (name: string) => [...document.querySelectorAll(`[data-metric="${name}"] td`)].map((cell) => cell.textContent);
  expect(cells('input_tokens')).toEqual(['1,005', '1,000', '5']);
  expect(cells('output_tokens')).toEqual(['—', '7', '—']);
  expect(cells('num_model_requests')).toEqual(['3', '3', '✓ 0']);
});

test('every cause has words, also one that is not known yet', () => {
  expect(causeText('value_differs')).toBe('a value differs');
  expect(causeText('brand_new')).toBe('brand new');
  expect(causeText(null)).toBe('no known cause');
  expect(nextStep('day_open')).toBe('Compare it tomorrow.');
  expect(metricText('num_model_requests')).toBe('model requests');
});

test('a comparison is signed by an operator, and shows who signed', () => {
  const entry: ParityEntry = { run: 7, at: '2026-03-06T08:00:00Z', source: 'openai', from: DAY, to: DAY, verdict: 'variance', scope: '', differences_total: 1200, signed_by: '', signed_at: null, note: '' };
  const { unmount } = shown(<CheckList entries={[entry]} me={me('viewer')} addressOf={(run) => `/proof/run-${run}`} />);
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText('1,200')).toBeTruthy();
  unmount();
  shown(<CheckList entries={[entry, { ...entry, run: 6, signed_by: 'ann', signed_at: '2026-03-07T00:00:00Z' }]} me={me('operator')} addressOf={(run) => `/proof/run-${run}`} />);
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Sign …']);
  expect(screen.getByText('ann, 7 Mar 2026')).toBeTruthy();
});

test('who may not compare is told who may', () => {
  answering({});
  shown(<DropExport me={me('viewer')} source={undefined} onCompared={() => undefined} />);
  expect(screen.getByText('You are viewer: comparing an export takes the role operator.')).toBeTruthy();
  expect(document.querySelector('input[type="file"]')).toBeNull();
});

test('sizes read as people say them', () => {
  expect([900, 1536, 5 * 1024 * 1024].map(sizeText)).toEqual(['900 B', '1.5 KiB', '5.0 MiB']);
});

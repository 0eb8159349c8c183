import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';

import type { Me, ParityDifference, ParityEntry, WindowDay, WindowVersion } from '../api/documents';
import type { DayProof } from '../shell/proof';
import { answering, shown } from '../test_query';
import { versionAt } from './belief';
import { causeText, metricText, nextStep } from './cause_words';
import { CheckDetail } from './check_detail';
import { CheckList } from './check_list';
import { CheckPages } from './check_pages';
import { monthsOf, weeksOf } from './day_calendar';
import { standingOf, standingsOf } from './day_standing';
import { DifferenceTable, isCutOff } from './difference_table';
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

const check = (run: number): ParityEntry => ({ run, at: '2026-03-06T08:00:00Z', source: 'openai', from: DAY, to: DAY, verdict: 'exact', scope: '', differences_total: 0, signed_by: '', signed_at: null, note: '' });
const differing = (date: string, line: number): ParityDifference => ({ date, kind: 'mismatch', dimensions: { model: 'gpt-5' }, metrics: { input_tokens: { csv: 2, ledger: 1, delta: 1 } }, cause: 'value_differs', at: [{ file: 'march.csv', line }] });

test('comparisons are listed page by page, and the page stands in the address', async () => {
  const asked = answering({ '/api/v1/parity': { parity: [check(9)], next: '9-x' } });
  window.history.replaceState(null, '', '/proof');
  const { unmount } = shown(<CheckPages me={me('viewer')} parameters={new URLSearchParams()} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Older' }));
  expect(window.location.search).toBe('?cursor=9-x');
  expect(screen.queryByRole('button', { name: 'Newest' })).toBeNull();
  unmount();
  shown(<CheckPages me={me('viewer')} parameters={new URLSearchParams('cursor=9-x')} />);
  fireEvent.click(await screen.findByRole('button', { name: 'Newest' }));
  expect(window.location.search).toBe('');
  expect(asked).toEqual(['/api/v1/parity?limit=20', '/api/v1/parity?limit=20&cursor=9-x']);
});

test('a comparison that the newest page lacks can still be signed', async () => {
  const document = { verdict: 'exact', surface: 'completions', source: 'openai', from: DAY, to: DAY, dimensions: [], dropped: {}, not_compared: [], totals: { csv: {}, ledger: {}, delta: {} }, days: [], differences_total: 0, differences: [], files: [], notes: [] };
  answering({ '/api/v1/parity/3': document });
  const service = globalThis.fetch;
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    if (!address.startsWith('/api/v1/parity?')) return service(address, init);
    const isOlder = address.includes('cursor=');
    return Promise.resolve(new Response(JSON.stringify({ parity: [check(isOlder ? 3 : 900)], next: isOlder ? null : 'b' })));
  });
  shown(<CheckDetail run={3} me={me('operator')} />);
  expect(await screen.findByRole('button', { name: 'Sign comparison 3' })).toBeTruthy();
});

test('rows that differ are shown a few at first, and all on request', () => {
  shown(<DifferenceTable differences={Array.from({ length: 12 }, (_, i) => differing(DAY, i + 2))} />);
  expect(screen.queryByText(/line 13/)).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show 2 more' }));
  expect(screen.getByText(/line 13/)).toBeTruthy();
  expect(screen.queryByRole('button')).toBeNull();
});

test('a document that keeps only its first rows says so of the days that may have more', () => {
  const differences = [differing('2026-03-04', 2), differing(DAY, 3)];
  expect(isCutOff({ differences, differences_total: 2 }, DAY)).toBe(false);
  expect(isCutOff({ differences, differences_total: 3 }, '2026-03-04')).toBe(false);
  expect(isCutOff({ differences, differences_total: 3 }, DAY)).toBe(true);
  expect(isCutOff({ differences, differences_total: 3 }, '2026-03-06')).toBe(true);
});

test('what differs stands first among the metrics', () => {
  shown(<SidesTable csv={{ a_tokens: 1, b_tokens: null, c_tokens: 5 }} ledger={{ a_tokens: 1, b_tokens: 2, c_tokens: 4 }} notCompared={[]} label="Sides" />);
  expect([...document.querySelectorAll('[data-metric]')].map((row) => row.getAttribute('data-metric'))).toEqual(['c_tokens', 'a_tokens', 'b_tokens']);
});

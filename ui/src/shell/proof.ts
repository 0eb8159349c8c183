// What is proven of the days on screen: each day's verdict by the newest comparison that looked at it.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';

import { get } from '../api/client';
import type { ParityDocument, ParityEntry, Verdict } from '../api/documents';
import { useParityList } from '../api/queries';
import type { Day } from '../format/days';

export interface DayProof {
  verdict: Verdict;
  cause: string | null;
  run: number;
  at: string;
  isOpen: boolean; // The day was not over: it cannot be proven yet.
  hash: string | null; // Of what was compared; null where nothing was held, or the document is an old one.
}

export interface Proof {
  days: Map<Day, DayProof>;
  counts: Record<Verdict, number>;
  newest: ParityEntry | undefined;
  isPending: boolean;
}

// So many comparisons are read for one range at most, the newest first.
const MOST_RUNS = 12;

export function proofOf(entries: ParityEntry[], documents: (ParityDocument | undefined)[]): Map<Day, DayProof> {
  const days = new Map<Day, DayProof>();
  entries.forEach((entry, i) => {
    for (const day of documents[i]?.days ?? []) {
      if (days.has(day.date)) continue;
      days.set(day.date, { verdict: day.verdict, cause: day.cause, run: entry.run, at: entry.at, isOpen: day.ledger_state === 'open', hash: day.ledger_hash ?? null });
    }
  });
  return days;
}

// A comparison of some dimensions or values proves no whole day; one of some of the file's days does.
function isOfWholeDays(scope: string): boolean {
  return scope === '' || /^(from \d{4}-\d\d-\d\d to|on) \d{4}-\d\d-\d\d only$/.test(scope);
}

// The comparisons that say something of the range, the newest first.
export function entriesOf(list: ParityEntry[], source: string | undefined, range: { from: Day; to: Day }): ParityEntry[] {
  return list
    .filter((one) => isOfWholeDays(one.scope) && (source === undefined || one.source === source))
    .filter((one) => one.from <= range.to && one.to >= range.from)
    .sort((a, b) => b.run - a.run)
    .slice(0, MOST_RUNS);
}

export function useProof(source: string | undefined, range: { from: Day; to: Day }, surface = 'completions'): Proof {
  const list = useParityList();
  const entries = useMemo(() => entriesOf(list.data ?? [], source, range), [list.data, source, range.from, range.to]);
  const documents = useQueries({
    queries: entries.map((entry) => ({
      queryKey: ['parity', entry.run],
      queryFn: () => get('/api/v1/parity/{ID}', undefined, { segments: { ID: entry.run } }),
      staleTime: Infinity,
    })),
  });
  const read = documents.map((one) => (one.data?.surface === surface ? one.data : undefined));
  const days = proofOf(entries, read);
  const counts: Record<Verdict, number> = { exact: 0, explained: 0, incomplete: 0, variance: 0 };
  for (const [day, proof] of days) {
    if (day >= range.from && day <= range.to && !proof.isOpen) counts[proof.verdict] += 1;
  }
  return { days, counts, newest: entries[0], isPending: list.isPending || documents.some((one) => one.isPending) };
}

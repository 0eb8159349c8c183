// What the page knows of the service, each question asked once and kept while it is fresh.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Day } from '../format/days';
import { get, type Query } from './client';
import type { ParityEntry } from './documents';

const A_MINUTE = 60_000;
// The newest: what the verdicts of days are read from.
const MOST_CHECKS = 200;

export function useMe(enabled: boolean) {
  return useQuery({ queryKey: ['me'], queryFn: () => get('/api/v1/me'), retry: false, enabled });
}

export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: async () => (await get('/api/v1/sources')).sources,
  });
}

export function useCursors(source: string | undefined) {
  return useQuery({
    queryKey: ['cursors', source],
    queryFn: () => get('/api/v1/cursors', { source }),
    refetchInterval: A_MINUTE,
  });
}

export type ReportQuery = Query<'/api/v1/usage'>;

// Usage or costs, by the surface; what was shown stays until the next answer.
export function useReport(query: NonNullable<ReportQuery>, enabled = true) {
  const path = query.surface?.startsWith('costs') === true ? '/api/v1/costs' : '/api/v1/usage';
  return useQuery({
    queryKey: ['report', path, query],
    queryFn: ({ signal }) => get(path, query, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useWindows(query: { source?: string; surface?: string; from?: Day; to?: Day }, enabled = true) {
  return useQuery({
    queryKey: ['windows', query],
    queryFn: ({ signal }) => get('/api/v1/windows', query, { signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useWindowHistory(day: Day, surface: string, source: string | undefined) {
  return useQuery({
    queryKey: ['history', day, surface, source],
    queryFn: () => get('/api/v1/windows', { day, surface, source, history: true }),
  });
}

export function useParityList() {
  return useQuery({
    queryKey: ['parity'],
    queryFn: async () => (await get('/api/v1/parity', { limit: MOST_CHECKS })).parity,
  });
}

const CHECKS_PER_PAGE = 20;

// One page of the comparisons, the newest first.
export function useParityPage(cursor: string | undefined) {
  return useQuery({
    queryKey: ['parity', 'page', cursor ?? ''],
    queryFn: () => get('/api/v1/parity', { limit: CHECKS_PER_PAGE, cursor }),
    placeholderData: keepPreviousData,
  });
}

async function everyCheck(): Promise<ParityEntry[]> {
  const entries: ParityEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await get('/api/v1/parity', { limit: MOST_CHECKS, cursor });
    entries.push(...page.parity);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return entries;
}

// Who signed a comparison stands in the list alone, however far back it is.
export function useParityEntry(run: number) {
  const newest = useParityList();
  const found = newest.data?.find((one) => one.run === run);
  const all = useQuery({
    queryKey: ['parity', 'all'],
    queryFn: everyCheck,
    enabled: newest.data !== undefined && found === undefined,
  });
  return found ?? all.data?.find((one) => one.run === run);
}

export function useParityDocument(run: number | undefined) {
  return useQuery({
    queryKey: ['parity', run],
    queryFn: () => get('/api/v1/parity/{ID}', undefined, { segments: { ID: run ?? 0 } }),
    enabled: run !== undefined,
    staleTime: Infinity,
  });
}

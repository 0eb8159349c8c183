// What the page knows of the service, each question asked once and kept while it is fresh.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import type { Day } from '../format/days';
import { get, type Query } from './client';

const A_MINUTE = 60_000;
// The newest; older ones are asked for on the command line.
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

export function useParityDocument(run: number | undefined) {
  return useQuery({
    queryKey: ['parity', run],
    queryFn: () => get('/api/v1/parity/{ID}', undefined, { segments: { ID: run ?? 0 } }),
    enabled: run !== undefined,
    staleTime: Infinity,
  });
}

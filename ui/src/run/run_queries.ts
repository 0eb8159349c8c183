// What Run it and Settings ask of runs, the schedule, flags and keys.
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { get } from '../api/client';
import type { Run } from './run_documents';

const WHILE_RUNNING_MS = 3_000;
const WHILE_IDLE_MS = 20_000;
export const RUNS_A_PAGE = 15;

export const PULLS = ['backfill', 'ingest'];

export interface RunFilter {
  source: string | undefined;
  verb: string | undefined;
  cursor: string | undefined;
}

export function useRuns({ source, verb, cursor }: RunFilter) {
  return useQuery({
    queryKey: ['runs', source, verb, cursor],
    queryFn: ({ signal }) => get('/api/v1/runs', { source, verb, cursor, limit: RUNS_A_PAGE }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.runs.some((run) => run.outcome === 'running') === true ? WHILE_RUNNING_MS : WHILE_IDLE_MS),
  });
}

// Kept fresh while it runs, whatever its events do.
export function useRun(id: number) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: async ({ signal }) => (await get('/api/v1/runs/{ID}', undefined, { segments: { ID: id }, signal })).runs[0]!,
    refetchInterval: (query) => (query.state.data?.outcome === 'running' || query.state.error !== null ? WHILE_RUNNING_MS : false),
  });
}

// The newest pull that has ended, and the newest that stored everything.
export function useLastPulls(source: string) {
  return useQuery({
    queryKey: ['runs', 'last', source],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(PULLS.map((verb) => get('/api/v1/runs', { source, verb, limit: RUNS_A_PAGE }, { signal })));
      const ended = pages.flatMap((page) => page.runs).filter((run) => run.outcome !== 'running').sort((a, b) => b.id - a.id);
      return { newest: ended[0] ?? null, good: ended.find(isGood) ?? null };
    },
    refetchInterval: WHILE_IDLE_MS,
  });
}

export function isGood(run: Run): boolean {
  return run.outcome === 'ok' && run.exit_code === 0;
}

export function useSchedule(limit?: number) {
  return useQuery({
    queryKey: ['schedule', limit],
    queryFn: ({ signal }) => get('/api/v1/schedule', { limit }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: WHILE_IDLE_MS,
  });
}

export function useFlags() {
  return useQuery({ queryKey: ['flags'], queryFn: async () => (await get('/api/v1/flags')).flags });
}

export function useFlagHistory() {
  return useQuery({ queryKey: ['flags', 'history'], queryFn: async () => (await get('/api/v1/flags/history')).entries });
}

export function useProviderKeys(all: boolean) {
  return useQuery({
    queryKey: ['keys', all],
    queryFn: async ({ signal }) => (await get('/api/v1/keys', { all }, { signal })).keys,
    placeholderData: keepPreviousData,
  });
}

export interface ParkedDay {
  surface: string;
  day: string;
  reason: string;
  outcome: string;
  at: string;
  run: number;
}

// The days whose last try stored nothing; `surfaces`: those of which a cursor says that there are some.
export function useParkedDays(source: string, surfaces: { surface: string; from: string }[], to: string) {
  return useQuery({
    queryKey: ['windows', 'parked', source, surfaces, to],
    queryFn: async ({ signal }) => {
      const parked: ParkedDay[] = [];
      for (const { surface, from } of surfaces) {
        const windows = await get('/api/v1/windows', { source, surface, from, to }, { signal });
        for (const { date, attempt } of windows.days) {
          if (attempt === null || attempt.outcome === 'ok' || attempt.outcome === 'reset') continue;
          parked.push({ surface, day: date, reason: attempt.reason, outcome: attempt.outcome, at: attempt.at, run: attempt.run });
        }
      }
      return parked.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.surface.localeCompare(b.surface)));
    },
    enabled: surfaces.length > 0,
    placeholderData: keepPreviousData,
  });
}

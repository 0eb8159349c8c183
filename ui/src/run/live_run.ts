// useLiveRun: a run while it is done, from its server-sent events. A lost connection is taken up again where
// it was; what was shown stays meanwhile.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer } from 'react';

import type { Run, RunIssue } from './run_documents';

const AGAIN_MS = 2_000;

export interface RunProgress {
  windows_done: number;
  windows_total: number;
  windows_changed: number;
  windows_unchanged: number;
  windows_parked: number;
  rows_read: number;
  rows_written: number;
  requests: number;
  surface: string | null;
  day: string | null;
}

export interface LiveRun {
  head: { started_at: string; live: boolean } | null;
  progress: RunProgress | null;
  issues: RunIssue[];
  end: Run | null;
  connection: 'opening' | 'open' | 'lost';
}

export type LiveEvent =
  | { kind: 'run'; value: NonNullable<LiveRun['head']> }
  | { kind: 'progress'; value: RunProgress }
  | { kind: 'issue'; value: RunIssue }
  | { kind: 'end'; value: Run }
  | { kind: 'lost' }
  | { kind: 'anew' };

export const NOTHING_YET: LiveRun = { head: null, progress: null, issues: [], end: null, connection: 'opening' };

export function liveAfter(live: LiveRun, event: LiveEvent): LiveRun {
  switch (event.kind) {
    case 'run': return { ...live, head: event.value, connection: 'open' };
    case 'progress': return { ...live, progress: event.value, connection: 'open' };
    case 'issue': return { ...live, issues: [...live.issues, event.value] };
    case 'end': return { ...live, end: event.value, connection: 'open' };
    case 'lost': return live.end === null ? { ...live, connection: 'lost' } : live;
    // A connection that begins at the first event tells all issues again.
    case 'anew': return { ...live, issues: [] };
  }
}

export function useLiveRun(id: number, isRunning: boolean): LiveRun {
  const client = useQueryClient();
  const [live, tell] = useReducer(liveAfter, NOTHING_YET);
  useEffect(() => {
    if (!isRunning) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let events: EventSource | undefined;
    function listen(): void {
      tell({ kind: 'anew' });
      const opened = new EventSource(`/api/v1/runs/${id}/events`);
      events = opened;
      for (const kind of ['run', 'progress', 'issue', 'end'] as const) {
        opened.addEventListener(kind, (event) => {
          const value: unknown = JSON.parse((event as MessageEvent<string>).data);
          tell({ kind, value } as LiveEvent);
          if (kind !== 'end') return;
          opened.close();
          for (const key of ['run', 'runs', 'cursors', 'sources', 'windows', 'report', 'keys', 'schedule']) {
            void client.invalidateQueries({ queryKey: [key] });
          }
        });
      }
      opened.onerror = () => {
        tell({ kind: 'lost' });
        void client.invalidateQueries({ queryKey: ['run', id] });
        // A browser comes again by itself, but not where it was refused.
        if (opened.readyState === EventSource.CLOSED) timer = setTimeout(listen, AGAIN_MS);
      };
    }
    listen();
    return () => {
      clearTimeout(timer);
      events?.close();
    };
  }, [id, isRunning, client]);
  return live;
}

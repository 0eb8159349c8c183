// What runs, surfaces and states are called.
import { countText } from '../format/numbers';
import { picoOf } from '../format/decimal';
import type { Run } from './run_documents';

const SURFACES: Record<string, string> = {
  completions: 'Tokens and requests of models, by project, key and user',
  decisions: 'Decisions of agents that were billed apart',
  embeddings: 'Tokens of embedding models',
  moderations: 'Tokens of moderation models',
  images: 'Images that were made',
  audio_speeches: 'Characters that were read aloud',
  audio_transcriptions: 'Seconds that were written down',
  vector_stores: 'Bytes that were kept for search',
  code_interpreter_sessions: 'Sessions of the code interpreter',
  file_search_calls: 'Searches in files',
  web_search_calls: 'Searches in the web',
  costs: 'The bill, by line item and project',
  costs_by_key: 'The bill, by key',
};
export const SURFACE_NAMES = Object.keys(SURFACES);

export function surfaceText(surface: string): string {
  return SURFACES[surface] ?? '';
}

export type RunTone = 'exact' | 'explained' | 'variance' | 'incomplete' | 'running';

// As people say it, with a shape.
export function outcomeOf(run: Pick<Run, 'outcome' | 'exit_code' | 'verb'>): { tone: RunTone; text: string } {
  switch (run.outcome) {
    case 'running': return { tone: 'running', text: '◔ running' };
    case 'interrupted': return { tone: 'incomplete', text: '○ interrupted' };
    case 'failed': return { tone: 'variance', text: '✕ failed' };
    case 'ok': return run.exit_code === 0 ? { tone: 'exact', text: '✓ done' } : { tone: 'explained', text: '✓· done, not proven' };
  }
}

// "0.4 s", "38 s", "4 min 10 s", "2 h 5 min", "5 d 2 h"
export function durationText(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return withRest(whole, 60, 'min', 1, 's');
  if (whole < 48 * 3600) return withRest(whole, 3600, 'h', 60, 'min');
  return withRest(whole, 86_400, 'd', 3600, 'h');
}

function withRest(seconds: number, unit: number, name: string, part: number, partName: string): string {
  const rest = Math.floor((seconds % unit) / part);
  return `${Math.floor(seconds / unit)} ${name}${rest === 0 ? '' : ` ${rest} ${partName}`}`;
}

export function lastedText(run: Pick<Run, 'started_at' | 'finished_at'>): string {
  if (run.finished_at === null) return '—';
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000;
  return seconds < 1 ? '< 1 s' : durationText(seconds);
}

export function count(value: number | null | undefined): string {
  return countText(picoOf(value));
}

// "in 3 h", "in 12 min", "now"
export function untilText(time: string, now: number): string {
  const seconds = Math.floor((Date.parse(time) - now) / 1000);
  return seconds <= 0 ? 'now' : `in ${durationText(seconds < 60 ? seconds : seconds - (seconds % 60))}`;
}

const STATES: Record<string, { tone: RunTone; text: string }> = {
  ok: { tone: 'exact', text: '✓ read' },
  not_asked: { tone: 'incomplete', text: '○ not read yet' },
  refused: { tone: 'incomplete', text: '○ not allowed to the key' },
  unknown: { tone: 'incomplete', text: '○ the provider has none' },
};

export function surfaceStateOf(state: string | null): { tone: RunTone; text: string } {
  return STATES[state ?? ''] ?? { tone: 'incomplete', text: '—' };
}

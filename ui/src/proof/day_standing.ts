// How a day stands: what the ledger holds of it, and what the newest comparison found. A comparison of
// content that was replaced since proves nothing of what is held now.
import type { WindowDay } from '../api/documents';
import type { Day } from '../format/days';
import type { DayProof } from '../shell/proof';

export type Standing = 'exact' | 'explained' | 'variance' | 'incomplete' | 'unproven' | 'outdated' | 'open' | 'missing' | 'outside';

export const STANDINGS: { name: Standing; shape: string; word: string; text: string }[] = [
  { name: 'exact', shape: '✓', word: 'exact', text: 'Every number equals the provider’s export' },
  { name: 'explained', shape: '✓·', word: 'explained', text: 'Differs by a cut that is known and excused' },
  { name: 'variance', shape: '✕', word: 'variance', text: 'A number differs' },
  { name: 'incomplete', shape: '○', word: 'not read', text: 'One of the sides was not read when it was compared' },
  { name: 'outdated', shape: '↻', word: 'changed since', text: 'Read anew after it was compared: compare it again' },
  { name: 'unproven', shape: '·', word: 'not compared', text: 'Held, and no export was compared with it' },
  { name: 'open', shape: '◔', word: 'open day', text: 'Not over yet' },
  { name: 'missing', shape: '∅', word: 'missing', text: 'Nothing is held of it' },
];

export function standingInfo(name: Standing): { shape: string; word: string; text: string } {
  return STANDINGS.find((one) => one.name === name) ?? { shape: '', word: 'not looked at', text: 'Not in the range' };
}

export function standingOf(window: WindowDay | undefined, proof: DayProof | undefined): Standing {
  if (window === undefined) return 'missing';
  if (proof !== undefined) {
    const isHeldHash = window.content_hash !== null && typeof proof.hash === 'string';
    if (isHeldHash && proof.hash !== window.content_hash) return 'outdated';
    if (proof.verdict !== 'incomplete') return proof.verdict;
  }
  if (window.state === 'open') return 'open';
  if (window.state === 'missing') return 'missing';
  return proof === undefined ? 'unproven' : 'incomplete';
}

export function standingsOf(
  days: Day[],
  windows: WindowDay[],
  proofs: Map<Day, DayProof>,
  now: Day,
): Map<Day, Standing> {
  const held = new Map(windows.map((one) => [one.date, one]));
  return new Map(days.map((day) => {
    const standing = standingOf(held.get(day), proofs.get(day));
    return [day, standing === 'missing' && day >= now ? 'open' : standing];
  }));
}

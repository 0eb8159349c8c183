// Notes: what limits the numbers on screen, in words.
import { dimensionText } from './metrics';
import type { Explored } from './use_explore';

export function notesOf({ report, currency, left, windows }: Explored): string[] {
  const notes: string[] = [];
  const unread = windows.filter((one) => one.state === 'missing').length;
  if (unread > 0) notes.push(`${unread} ${unread === 1 ? 'day was' : 'days were'} not read: totals lack ${unread === 1 ? 'it' : 'them'}`);
  if (windows.some((one) => one.state === 'open')) notes.push('the open day is partial');
  if (currency.others.length > 0) notes.push(`amounts in ${currency.others.join(', ').toUpperCase()} are not summed with ${currency.shown.toUpperCase()}`);
  for (const filter of left) notes.push(`not split by ${dimensionText(filter.dimension)}: that filter does nothing here`);
  if (report !== undefined && report.windows_pruned > 0) notes.push(`${report.windows_pruned} pruned days are left out: sums are lower bounds`);
  for (const [dimension, days] of Object.entries(report?.not_grouped ?? {})) {
    notes.push(`${days} ${days === 1 ? 'day was' : 'days were'} read without ${dimensionText(dimension)}`);
  }
  return notes;
}

export function Notes({ explored }: { explored: Explored }) {
  const notes = notesOf(explored);
  if (notes.length === 0) return null;
  return <ul className="notes" aria-label="What limits these numbers">{notes.map((note) => <li key={note}>{note}</li>)}</ul>;
}

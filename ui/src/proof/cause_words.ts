// What the causes of a difference are called, and what to do about each.
const CAUSES: Record<string, { text: string; next: string }> = {
  clipped_day: { text: 'the export’s last day is cut short', next: 'Excused: leave that day out, or export it again tomorrow.' },
  doubled_row: { text: 'a row stands twice', next: 'One side holds a row twice: look at the lines that are named.' },
  row_absent: { text: 'the export lacks a row', next: 'Export the day again: the provider added it after the export was made, or the export left it out.' },
  row_added: { text: 'the ledger lacks a row', next: 'Have the day read again: the provider added it since.' },
  value_differs: { text: 'a value differs', next: 'Have the day read again; where it stays, the provider’s two answers differ.' },
  day_absent: { text: 'the export has no such day', next: 'Export a range that holds it.' },
  second_grain: { text: 'the sides are split differently', next: 'Compare on the dimensions that both have.' },
  not_reported: { text: 'one side does not report it', next: 'Nothing can be said of this number.' },
  window_missing: { text: 'the ledger did not read the day', next: 'Have the day read: Run it, Start a run.' },
  window_parked: { text: 'the day was read and not stored', next: 'Run it tells why it was parked.' },
  day_open: { text: 'the day is not over', next: 'Compare it tomorrow.' },
  pruned: { text: 'its rows were pruned', next: 'Its totals are compared; its rows are not there any more.' },
  hours_missing: { text: 'the export lacks hours', next: 'Export the day again, whole.' },
};

export function causeText(cause: string | null): string {
  return cause === null ? 'no known cause' : CAUSES[cause]?.text ?? cause.replaceAll('_', ' ');
}

export function nextStep(cause: string | null): string {
  return CAUSES[cause ?? '']?.next ?? 'Look at the rows that differ.';
}

const KINDS: Record<string, string> = { missing_in_ledger: 'only in the export', missing_in_csv: 'only in the ledger', mismatch: 'in both' };

export function kindText(kind: string): string {
  return KINDS[kind] ?? kind;
}

export function metricText(name: string): string {
  return name.replace(/^num_/, '').replaceAll('_', ' ');
}

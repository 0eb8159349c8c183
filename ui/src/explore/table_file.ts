// The table on screen as a file: the service's own columns and digits, in the order of the screen.
import type { ReportRow } from '../api/documents';
import { exactText, picoOf } from '../format/decimal';
import { columnsOf, sorted } from './table_columns';
import { keyOf, partsOf, partText } from './series';
import type { Explored } from './use_explore';
import type { View } from './view';

export type TableRecord = Record<string, string | null>;

export function recordOf(row: ReportRow, groups: string[], columns: string[], names: Record<string, Record<string, string>> | undefined): TableRecord {
  const record: TableRecord = {};
  for (const group of groups) {
    const id = row[group] as string | null | undefined;
    record[group] = id ?? null;
    if (names?.[group] !== undefined) record[group.replace(/_id$/, '_name')] = id == null ? null : (names[group][id] ?? null);
  }
  if (row.amount_currency !== undefined) record.amount_currency = String(row.amount_currency);
  for (const column of columns) {
    const value = picoOf(row[column]);
    record[column] = value === null ? null : exactText(value);
  }
  return record;
}

export function tableRecords(explored: Explored, view: View): TableRecord[] {
  const report = explored.table;
  if (report === undefined) return [];
  const columns = columnsOf(view.metric, false).filter((one) => one.column !== '');
  const rows = report.rows.map((row) => {
    const parts = partsOf(row, explored.groups);
    return {
      key: keyOf(parts), parts, row,
      name: parts.map((part, i) => partText(part, report.names?.[explored.groups[i]!])).join(' · '),
      values: Object.fromEntries(columns.map((one) => [one.name, picoOf(row[one.column])])),
    };
  });
  return sorted(rows, view.sort, view.isAscending)
    .map((one) => recordOf((one as (typeof rows)[number]).row, explored.groups, columns.map((column) => column.column), report.names));
}

// A cell that a spreadsheet would take for a formula is told to be a text.
function cell(value: string | null): string {
  if (value === null) return '';
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const text = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function asCsv(records: TableRecord[]): string {
  const names = Object.keys(records[0] ?? {});
  const lines = records.map((record) => names.map((name) => cell(record[name] ?? null)).join(','));
  return `${[names.join(','), ...lines].join('\r\n')}\r\n`;
}

export function asJsonLines(records: TableRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

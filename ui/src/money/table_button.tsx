// TableButton: the table below it as a file, with every digit.
import { asCsv, type TableRecord } from '../explore/table_file';
import { save } from '../ui/save_file';

interface Props {
  name: string; // Of the file.
  what: string; // Which table, for readers of the screen.
  records: TableRecord[];
}

export function TableButton({ name, what, records }: Props) {
  if (records.length === 0) return null;
  return (
    <button type="button" className="button" aria-label={`Save ${what} as CSV`} onClick={() => save(`cognitrack_${name}.csv`, 'text/csv', asCsv(records))}>
      Table as CSV
    </button>
  );
}

// SidesTable: both ledgers side by side: each metric as the export has it, as this ledger has it, and what is
// between them; what differs stands first.
import type { ReportRow } from '../api/documents';
import { picoOf } from '../format/decimal';
import { Quantity } from '../ui/quantity';
import { metricText } from './cause_words';

interface Props {
  csv: ReportRow | null;
  ledger: ReportRow | null;
  notCompared: string[];
  label: string;
}

export function SidesTable({ csv, ledger, notCompared, label }: Props) {
  const names = [...new Set([...Object.keys(csv ?? {}), ...Object.keys(ledger ?? {})])];
  const differs = (name: string): boolean => {
    const [theirs, ours] = [picoOf(csv?.[name] ?? null), picoOf(ledger?.[name] ?? null)];
    return theirs !== null && ours !== null && theirs !== ours;
  };
  const ordered = [...names.filter(differs), ...names.filter((name) => !differs(name))];
  return (
    <div className="table-box scroll-x" tabIndex={0} role="region" aria-label={label}>
      <table className="sides">
        <thead><tr><th scope="col">Metric</th><th scope="col">Provider’s export</th><th scope="col">This ledger</th><th scope="col">Difference</th></tr></thead>
        <tbody>
          {ordered.map((name) => {
            const theirs = picoOf(csv?.[name] ?? null);
            const ours = picoOf(ledger?.[name] ?? null);
            const delta = theirs === null || ours === null ? null : theirs - ours;
            const isLeftOut = notCompared.includes(name);
            return (
              <tr key={name} data-metric={name}>
                <th scope="row">{metricText(name)}</th>
                <td><Quantity value={theirs} /></td>
                <td><Quantity value={ours} /></td>
                <td className={delta !== null && delta !== 0n ? 'bad' : ''}>
                  {isLeftOut ? <span className="caption">one side never reports it</span> : delta === 0n ? <span className="good">✓ 0</span> : <Quantity value={delta} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

// DifferenceTable: the rows that differ: which, by how much, why, and in which lines of the export.
import { useState } from 'react';

import type { ParityDifference, ParityDocument } from '../api/documents';
import { dimensionText } from '../explore/metrics';
import { picoOf } from '../format/decimal';
import { type Day, shortDay } from '../format/days';
import { Quantity } from '../ui/quantity';
import { causeText, kindText, metricText } from './cause_words';

const FIRST_SHOWN = 10;
const MORE_SHOWN = 100;

// A document keeps its first rows by day: from the last of their days on, some may be left out.
export function isCutOff({ differences, differences_total: total }: Pick<ParityDocument, 'differences' | 'differences_total'>, day: Day): boolean {
  return total > differences.length && day >= (differences.at(-1)?.date ?? '');
}

function Where({ dimensions }: { dimensions: Record<string, string | null> }) {
  return (
    <>
      {Object.entries(dimensions).map(([name, value]) => (
        <span key={name} className="where"><span className="caption">{dimensionText(name)}</span> {value ?? <span className="quiet">unattributed</span>}</span>
      ))}
    </>
  );
}

export function DifferenceTable({ differences }: { differences: ParityDifference[] }) {
  const [most, setMost] = useState(FIRST_SHOWN);
  const shown = differences.slice(0, most);
  const rest = differences.length - shown.length;
  return (
    <>
      <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Differences">
        <table className="differences">
          <thead><tr><th scope="col">Day</th><th scope="col">Row</th><th scope="col">Metric</th><th scope="col">Export</th><th scope="col">Ledger</th><th scope="col">Difference</th><th scope="col">Cause</th></tr></thead>
          <tbody>
            {shown.flatMap((one, i) => Object.entries(one.metrics).map(([metric, sides], k) => (
              <tr key={`${i} ${metric}`}>
                <td className="text">{k === 0 ? shortDay(one.date) : ''}</td>
                <td className="text wrap">{k === 0 && <><Where dimensions={one.dimensions} /><span className="caption"> {kindText(one.kind)}</span></>}</td>
                <td className="text">{metricText(metric)}</td>
                <td><Quantity value={picoOf(sides.csv)} /></td>
                <td><Quantity value={picoOf(sides.ledger)} /></td>
                <td className="bad"><Quantity value={picoOf(sides.delta)} /></td>
                <td className="text">
                  {k === 0 && causeText(one.cause)}
                  {k === 0 && one.at[0] !== undefined && <span className="caption"> {one.at[0].file}, line {one.at[0].line}{one.at.length > 1 ? ` and ${one.at.length - 1} more` : ''}</span>}
                </td>
              </tr>
            )))}
          </tbody>
        </table>
      </div>
      {rest > 0 && <p className="row more-rows"><button type="button" className="button" onClick={() => setMost(most + MORE_SHOWN)}>Show {Math.min(rest, MORE_SHOWN)} more</button><span className="caption">{shown.length} of {differences.length} rows</span></p>}
    </>
  );
}

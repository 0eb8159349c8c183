// VerdictStrip: under the bars, what is proven of each day; each cell opens its evidence.
import { type Day, longDay } from '../format/days';
import type { DayProof } from '../shell/proof';
import { Link } from '../ui/link';
import { verdictShape, verdictWord, type VerdictName } from '../ui/verdict';
import type { DayColumn } from './series';

export function verdictOf(column: DayColumn, proof: DayProof | undefined): VerdictName | null {
  if (column.state === 'outside') return null;
  if (column.state === 'open') return 'open';
  if (proof !== undefined) return proof.verdict;
  return column.state === 'unread' ? 'incomplete' : 'unproven';
}

interface Props {
  columns: DayColumn[];
  proof: Map<Day, DayProof>;
  step: number;
  left: number;
}

export function VerdictStrip({ columns, proof, step, left }: Props) {
  return (
    <div className="strip" style={{ marginLeft: left }} aria-label="Verdict by day" role="group">
      {columns.map((column) => {
        const verdict = verdictOf(column, proof.get(column.day));
        if (verdict === null) return <span key={column.day} className="strip-cell" style={{ width: step }} />;
        const text = `${longDay(column.day)}: ${verdictWord(verdict)}`;
        return (
          <Link
            key={column.day}
            className={`strip-cell ${verdict}`}
            style={{ width: step }}
            href={`/proof/${column.day}`}
            title={text}
            aria-label={text}
            tabIndex={verdict === 'variance' ? 0 : -1}
          >
            <span aria-hidden="true">{step > 11 ? verdictShape(verdict) : ''}</span>
          </Link>
        );
      })}
    </div>
  );
}

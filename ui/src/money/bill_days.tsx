// BillDays: usage and bill by day, with what was found of each.
import { daysOf, longDay, type Day } from '../format/days';
import { Link } from '../ui/link';
import { Quantity } from '../ui/quantity';
import { Verdict } from '../ui/verdict';
import { billCauseText } from './bill_words';
import type { BillDay } from './reconciled';

interface Props {
  from: Day;
  to: Day;
  days: Map<Day, BillDay>;
  addressOfDay: (day: Day) => string;
}

export function BillDays({ from, to, days, addressOfDay }: Props) {
  return (
    <div className="table-box scroll-x day-table" tabIndex={0} role="region" aria-label="Usage and bill by day">
      <table className="sides">
        <thead><tr><th scope="col">Day (UTC)</th><th scope="col">Billed</th><th scope="col">Priced usage</th><th scope="col">Difference</th><th scope="col" className="text">Verdict</th><th scope="col" className="text">Causes</th></tr></thead>
        <tbody>
          {daysOf(from, to).reverse().map((date) => {
            const found = days.get(date);
            const billed = found?.billed ?? null;
            const priced = found?.priced ?? null;
            return (
              <tr key={date} data-bill-day={date}>
                <th scope="row"><Link href={addressOfDay(date)}>{longDay(date)}</Link></th>
                <td><Quantity value={billed} currency="usd" /></td>
                <td><Quantity value={priced} currency="usd" isLeast={found?.isWhole === false} /></td>
                <td><Quantity value={billed === null || priced === null ? null : billed - priced} currency="usd" /></td>
                <td className="text">{found === undefined ? <span className="quiet">· nothing to compare</span> : <Verdict verdict={found.verdict} withWord />}</td>
                <td className="text caption">{found?.causes.map(billCauseText).join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

// BillDays: usage and bill by day, with what was found of each.
import { daysOf, longDay, type Day } from '../format/days';
import { picoOf } from '../format/decimal';
import { Link } from '../ui/link';
import { Quantity } from '../ui/quantity';
import { Verdict } from '../ui/verdict';
import { billCauseText } from './bill_words';
import type { ProvenDay } from './bridge';

interface Props {
  from: Day;
  to: Day;
  days: Map<Day, ProvenDay>;
  addressOfRun: (run: number) => string;
}

export function BillDays({ from, to, days, addressOfRun }: Props) {
  return (
    <div className="table-box scroll-x day-table" tabIndex={0} role="region" aria-label="Usage and bill by day">
      <table className="sides">
        <thead><tr><th scope="col">Day (UTC)</th><th scope="col">Billed</th><th scope="col">Priced usage</th><th scope="col">Difference</th><th scope="col" className="text">Verdict</th><th scope="col" className="text">Causes</th></tr></thead>
        <tbody>
          {daysOf(from, to).reverse().map((date) => {
            const found = days.get(date);
            const billed = picoOf(found?.day.billed_usd);
            const priced = picoOf(found?.day.priced_usd);
            return (
              <tr key={date} data-bill-day={date}>
                <th scope="row">{longDay(date)}</th>
                <td><Quantity value={billed} currency="usd" /></td>
                <td><Quantity value={priced} currency="usd" isLeast={found?.day.priced_whole === false} /></td>
                <td><Quantity value={billed === null || priced === null ? null : billed - priced} currency="usd" /></td>
                <td className="text">{found === undefined ? <span className="quiet">· not compared</span> : <Link href={addressOfRun(found.run)}><Verdict verdict={found.day.verdict} withWord /></Link>}</td>
                <td className="text caption">{found?.day.causes.map((one) => billCauseText(one.cause)).join(', ')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

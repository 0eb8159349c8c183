// Allocation: whose money a month's bill was, with what nobody was told to pay.
import { longDay } from '../format/days';
import { picoOf } from '../format/decimal';
import { shareText } from '../format/numbers';
import { Quantity } from '../ui/quantity';
import { ErrorState, Skeleton } from '../ui/states';
import type { Statement } from './money_documents';
import { useStatement } from './money_queries';

// Why the sums may not be the whole of the month.
function gapsOf(statement: Statement): string[] {
  const days = (list: string[], one: string, more: string): string[] => (
    list.length === 0 ? [] : [list.length === 1 ? `${longDay(list[0]!)} ${one}` : `${list.length} days ${more}`]);
  const rows = statement.rows_without_amount;
  return [
    ...days(statement.days_missing, 'is not held', 'of the month are not held'),
    ...days(statement.days_open, 'was read before it was over', 'were read before they were over'),
    ...days(statement.days_clipped, 'is cut short at its end', 'are cut short at their end'),
    ...(rows === 0 ? [] : [`${rows} billed ${rows === 1 ? 'row has' : 'rows have'} no amount and ${rows === 1 ? 'is' : 'are'} in no sum`]),
    ...statement.not_applied.map((one) => `${longDay(one.date)}: the rules of ${one.dimension} were not applied: ${one.reason}`),
  ];
}

interface Props {
  month: string;
  source: string | undefined;
}

export function Allocation({ month, source }: Props) {
  const statement = useStatement(month, source);
  if (statement.isError) return <ErrorState error={statement.error} onRetry={() => void statement.refetch()} />;
  if (statement.data === undefined) return <Skeleton height={160} />;
  const { bill, sums, rules_revision: rules } = statement.data;
  const gaps = gapsOf(statement.data);
  const whole = (currency: string) => picoOf(bill.find((one) => one.currency === currency)?.amount);
  return (
    <>
      {rules === null && <p className="note">No rule says whose money is whose: write them into a file and set it with <code>cognitrack allocation set --csv FILE</code>. Until then all of it is unallocated.</p>}
      {gaps.length > 0 && <ul className="notes">{gaps.map((gap) => <li key={gap}>{gap}</li>)}</ul>}
      <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="By business unit and cost centre">
        <table className="sides">
          <thead><tr><th scope="col">Business unit</th><th scope="col" className="text">Cost centre</th><th scope="col">Amount</th><th scope="col">Of the bill</th></tr></thead>
          <tbody>
            {sums.map((sum) => (
              <tr key={`${sum.business_unit} ${sum.cost_centre} ${sum.currency}`} data-unit={sum.business_unit ?? ''}>
                <th scope="row">{sum.business_unit ?? <span className="quiet">unallocated</span>}</th>
                <td className="text">{sum.cost_centre ?? ''}</td>
                <td><Quantity value={picoOf(sum.amount)} currency={sum.currency} /></td>
                <td>{shareText(picoOf(sum.amount), whole(sum.currency))}</td>
              </tr>
            ))}
            {sums.length === 0 && <tr><td colSpan={4} className="quiet text">Nothing was billed, or no bill was read of this month.</td></tr>}
          </tbody>
        </table>
      </div>
    </>
  );
}

// Allocation: whose money a month's bill was, with what nobody was told to pay.
import { picoOf } from '../format/decimal';
import { shareText } from '../format/numbers';
import { Quantity } from '../ui/quantity';
import { ErrorState, Skeleton } from '../ui/states';
import { useStatement } from './money_queries';

interface Props {
  month: string;
  source: string | undefined;
}

export function Allocation({ month, source }: Props) {
  const statement = useStatement(month, source);
  if (statement.isError) return <ErrorState error={statement.error} onRetry={() => void statement.refetch()} />;
  if (statement.data === undefined) return <Skeleton height={160} />;
  const { bill, sums, rules_revision: rules, days_missing: missing, days_open: open } = statement.data;
  const whole = (currency: string) => picoOf(bill.find((one) => one.currency === currency)?.amount);
  return (
    <>
      {rules === null && <p className="note">No rule says whose money is whose: write them into a file and set it with <code>cognitrack allocation set FILE</code>. Until then all of it is unallocated.</p>}
      {(missing.length > 0 || open.length > 0) && <p className="caption">Days of the month that are not held: {missing.length}; that were read before they were over: {open.length}. The sums may still grow.</p>}
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

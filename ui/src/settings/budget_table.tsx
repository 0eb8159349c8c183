// BudgetTable: how much may be spent, and how much was.
import { approximate, picoOf } from '../format/decimal';
import { Quantity } from '../ui/quantity';
import { count } from '../run/run_words';
import type { Budget } from './settings_documents';

function shareOf(budget: Budget): number | null {
  const spent = picoOf(budget.spent.known_usd);
  const limit = picoOf(budget.limit_usd);
  return spent === null || limit === null || limit === 0n ? null : approximate(spent) / approximate(limit);
}

// In words, which of its thresholds is crossed; exact at the threshold itself.
function crossed(budget: Budget): string | null {
  const spent = picoOf(budget.spent.known_usd);
  const limit = picoOf(budget.limit_usd);
  if (spent === null || limit === null || limit === 0n) return null;
  if (spent >= limit) return 'limit crossed';
  return spent * 100n >= limit * BigInt(budget.warn_percent) ? `${budget.warn_percent} % crossed` : null;
}

function BudgetLine({ budget }: { budget: Budget }) {
  const share = shareOf(budget);
  const tone = share === null ? 'quiet' : share >= 1 ? 'bad' : share * 100 >= budget.warn_percent ? 'warned' : 'good';
  return (
    <tr data-budget={budget.name}>
      <th scope="row">{budget.name}<span className="caption run-label">{[budget.source, budget.project_id, budget.model].filter((part) => part !== null && part !== '').join(' · ')}</span></th>
      <td>{budget.spent.period}</td>
      <td><Quantity value={picoOf(budget.limit_usd)} currency="usd" /></td>
      <td><Quantity value={picoOf(budget.spent.known_usd)} currency="usd" isLeast={!budget.spent.is_whole} /></td>
      <td className={tone}>{share === null ? '—' : `${budget.spent.is_whole ? '' : '≥ '}${(share * 100).toFixed(1)} %`}{crossed(budget) !== null && <span className="caption run-label">{crossed(budget)}</span>}</td>
      <td className="quiet">{count(budget.spent.days_billed)} billed, {count(budget.spent.days_priced)} priced, {count(budget.spent.days_unknown)} unknown</td>
    </tr>
  );
}

export function BudgetTable({ budgets, isStale }: { budgets: Budget[]; isStale: boolean }) {
  return (
    <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Budgets">
      <table>
        <thead><tr><th scope="col">Budget</th><th scope="col">Period (UTC)</th><th scope="col">Limit</th><th scope="col">Spent</th><th scope="col">Of it</th><th scope="col">Days</th></tr></thead>
        <tbody>{budgets.map((budget) => <BudgetLine key={budget.name} budget={budget} />)}</tbody>
      </table>
    </div>
  );
}

// Figures: the five numbers of the days on screen.
import type { ReactNode } from 'react';

import type { UsageReport } from '../api/documents';
import { useReport } from '../api/queries';
import { picoOf, type Pico } from '../format/decimal';
import { daysBetween } from '../format/days';
import { changeText, shareText } from '../format/numbers';
import { addressOf, changed } from '../state/address';
import { Link } from '../ui/link';
import { Quantity } from '../ui/quantity';
import type { ExploreProps } from './controls';
import { currencyOf, totalOf } from './series';
import { filterText } from './view';

function Figure({ title, children, note }: { title: string; children: ReactNode; note: ReactNode }) {
  return (
    <div className="figure">
      <dt>{title}</dt>
      <dd><strong>{children}</strong><span className="figure-note">{note}</span></dd>
    </div>
  );
}

function change(now: Pico | null, before: Pico | null, isCompared: boolean): ReactNode {
  if (!isCompared) return null;
  return changeText(now, before) ?? '— before';
}

// A sum over fewer days than were asked for is a lower bound.
function isLeast(report: UsageReport | undefined, column: string): boolean {
  return report !== undefined && (report.windows_pruned > 0 || report.partial.includes(column));
}

function useTotals(props: ExploreProps, surface: string, range: { from: string; to: string }, enabled: boolean) {
  const known = surface === 'costs' ? ['project_id', 'line_item'] : ['model', 'project_id', 'api_key_id', 'user_id', 'service_tier', 'batch', 'api_source'];
  const filters = props.view.filters.filter((one) => known.includes(one.dimension));
  const report = useReport({ source: props.source, surface, from: range.from, to: range.to, group_by: ['day'], filter: filters.map(filterText) }, enabled);
  return { report: report.data, isPartly: filters.length < props.view.filters.length, isStale: report.isPlaceholderData };
}

export function Figures(props: ExploreProps) {
  const { view, explored, range } = props;
  const { isCompared } = view;
  const usage = useTotals(props, 'completions', range, true);
  const costs = useTotals(props, 'costs', range, true);
  const usageBefore = useTotals(props, 'completions', explored.earlier, isCompared);
  const costsBefore = useTotals(props, 'costs', explored.earlier, isCompared);
  const currency = currencyOf([costs.report]).shown;
  const billed = totalOf(costs.report, 'amount_value', currency);
  const sum = (column: string): Pico | null => picoOf(usage.report?.totals[column]);
  const was = (column: string): Pico | null => picoOf(usageBefore.report?.totals[column]);
  const days = daysBetween(range.from, range.to);
  const read = explored.columns.filter((one) => one.state === 'read' || one.state === 'open').length;
  const requests = sum('num_model_requests');
  const drill = addressOf('/explore', changed(new URLSearchParams(window.location.search), { drill: view.drill === 'windows' ? null : 'windows' }));
  return (
    <dl className={`figures card${usage.isStale ? ' stale' : ''}`}>
      <Figure title={costs.isPartly ? 'Billed (some filters do not split it)' : 'Billed'} note={change(billed, totalOf(costsBefore.report, 'amount_value', currency), isCompared) ?? (billed === null ? 'costs were not read' : `${costs.report?.windows ?? 0} days of the bill`)}>
        <Quantity value={billed} currency={currency} isLeast={isLeast(costs.report, 'amount_value')} />
      </Figure>
      <Figure title="Requests" note={change(requests, was('num_model_requests'), isCompared) ?? (requests === null || read === 0 ? 'not read' : <><Quantity value={requests / BigInt(read) / 10n ** 12n * 10n ** 12n} /> a day</>)}>
        <Quantity value={requests} isLeast={isLeast(usage.report, 'num_model_requests')} />
      </Figure>
      <Figure title="Input tokens" note={change(sum('input_tokens'), was('input_tokens'), isCompared) ?? `${shareText(sum('input_cached_tokens'), sum('input_tokens'))} cached`}>
        <Quantity value={sum('input_tokens')} compact isLeast={isLeast(usage.report, 'input_tokens')} />
      </Figure>
      <Figure title="Output tokens" note={change(sum('output_tokens'), was('output_tokens'), isCompared) ?? `${shareText(sum('output_tokens'), sum('input_tokens'))} of input`}>
        <Quantity value={sum('output_tokens')} compact isLeast={isLeast(usage.report, 'output_tokens')} />
      </Figure>
      <Figure title="Days read" note={<Link href={drill}>{view.drill === 'windows' ? 'close the windows' : 'what they are made of'}</Link>}>
        <span className="number" data-testid="days-read">{read}<span className="of"> of {days}</span></span>
      </Figure>
    </dl>
  );
}

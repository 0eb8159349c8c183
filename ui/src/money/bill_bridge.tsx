// BillBridge: usage and bill of the range: the bridge as figures, picture and table; what has no price; by day.
import type { DayRange } from '../state/range';
import { queryText } from '../api/client';
import { rangeText, type Day } from '../format/days';
import { exactMoneyText } from '../format/numbers';
import { addressOf } from '../state/address';
import { Quantity } from '../ui/quantity';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { BillDays } from './bill_days';
import { type Bridge, bridgeOf } from './bridge';
import { BridgeChart } from './bridge_chart';
import { BridgeFigures } from './bridge_figures';
import { BridgeTable } from './bridge_table';
import { useLines } from './money_queries';
import { bridgeRecords, dayRecords, unpricedRecords } from './money_tables';
import { daysOfLines, otherCurrencies, unpricedOf } from './reconciled';
import { TableButton } from './table_button';
import { UnpricedList } from './unpriced_list';

interface Props {
  source: string | undefined;
  range: DayRange;
}

function Notes({ bridge, others }: { bridge: Bridge; others: Map<string, bigint> }) {
  return (
    <ul className="notes">
      {bridge.onlyBilled !== null && <li><Quantity value={bridge.onlyBilled} currency="usd" /> more were billed on days whose usage was not read</li>}
      {bridge.onlyPriced !== null && <li><Quantity value={bridge.onlyPriced} currency="usd" /> of usage at its prices are of days whose bill was not read</li>}
      {!bridge.isWhole && <li>≥: a part of the usage has no price; it is named below</li>}
      {[...others].map(([currency, sum]) => <li key={currency}>{exactMoneyText(sum, currency)} were billed in another currency, and are compared with nothing</li>)}
    </ul>
  );
}

function dayAddress(source: string | undefined, { from, to }: DayRange, day: Day): string {
  return addressOf('/explore', new URLSearchParams({ ...(source === undefined ? {} : { source }), from, to, metric: 'cost', group: 'line_item', day }));
}

export function BillBridge({ source, range }: Props) {
  const asked = useLines(source, range);
  const file = (format: string): string => `/api/v1/reconciliation${queryText({ source, from: range.from, to: range.to, format })}`;
  const lines = asked.data ?? [];
  const bridge = bridgeOf(lines);
  const days = daysOfLines(lines);
  const unpriced = unpricedOf(lines);
  const span = `${range.from}_${range.to}`;
  const stale = asked.isPlaceholderData ? ' stale' : '';
  return (
    <>
      <section aria-labelledby="bridge-title">
        <div className="row part-head">
          <h2 id="bridge-title">From usage to the bill</h2>
          <span className="space" />
          <TableButton name={`bridge_${span}`} what="the bridge" records={bridge.compared === 0 ? [] : bridgeRecords(bridge)} />
          <span className="row" role="group" aria-label="Every line of usage and bill">
            <span className="caption">Every line:</span>
            <a className="button" href={file('csv')} download>CSV</a>
            <a className="button" href={file('jsonl')} download>JSON lines</a>
            <a className="button" href={file('focus')} download>FOCUS</a>
          </span>
        </div>
        {asked.isError && asked.data === undefined && <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.isPending && <Skeleton height={460} />}
        {asked.data !== undefined && bridge.compared === 0 && (
          <div className="card"><EmptyState title={`Nothing to compare in ${rangeText(range.from, range.to)}`}>Usage and the surface <code>costs</code> must both be read of a day: <code>cognitrack backfill</code> reads what is missing.</EmptyState></div>
        )}
        {asked.data !== undefined && (
          <div className={`bridge-box${stale}`}>
            {bridge.compared > 0 && <><BridgeFigures bridge={bridge} /><BridgeChart bridge={bridge} /><BridgeTable bridge={bridge} /></>}
            <Notes bridge={bridge} others={otherCurrencies(lines)} />
          </div>
        )}
      </section>
      {unpriced.length > 0 && (
        <section className={`panel${stale}`} aria-labelledby="unpriced-title">
          <div className="row"><h2 id="unpriced-title">Used without a price</h2><span className="space" /><TableButton name={`unpriced_${span}`} what="what has no price" records={unpricedRecords(unpriced)} /></div>
          <UnpricedList unpriced={unpriced} />
        </section>
      )}
      {days.size > 0 && (
        <section className={`panel${stale}`} aria-labelledby="by-day-title">
          <div className="row"><h2 id="by-day-title">By day</h2><span className="space" /><TableButton name={`bill_days_${span}`} what="the days" records={dayRecords(range.from, range.to, days)} /></div>
          <BillDays from={range.from} to={range.to} days={days} addressOfDay={(day) => dayAddress(source, range, day)} />
        </section>
      )}
    </>
  );
}

// SeriesTable: the chart's twin: every series with its numbers, sortable, with totals. Thousands of rows
// scroll with the page, as only what is seen is drawn.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';

import { picoOf, sumOf } from '../format/decimal';
import { changeText, shareText } from '../format/numbers';
import { changeParameters } from '../state/address';
import { Quantity } from '../ui/quantity';
import { dimensionText } from './metrics';
import { colourOf, identifiedRows, NOT_GROUPED, partText } from './series';
import { type Column, columnsOf, type Row, sorted } from './table_columns';
import type { Explored } from './use_explore';
import { filterChange, type Filter, only, toggled, type View } from './view';

const LINE = 39;

function HeadCell({ column, view }: { column: Column; view: View }) {
  const isSorted = view.sort === column.name;
  const next = isSorted && !view.isAscending ? 'ascending' : null;
  return (
    <th scope="col" aria-sort={isSorted ? (view.isAscending ? 'ascending' : 'descending') : 'none'}>
      <button type="button" className="sort" onClick={() => changeParameters({ sort: column.name === 'metric' ? null : column.name, order: next })}>
        {column.text}<span aria-hidden="true" className="sort-mark">{isSorted ? (view.isAscending ? '↑' : '↓') : ''}</span>
      </button>
    </th>
  );
}

function NameCell({ row, view, explored }: { row: Row; view: View; explored: Explored }) {
  const place = explored.largest.findIndex((one) => one.key === row.key);
  const names = explored.table?.names;
  const { colour, pattern } = colourOf(place);
  const filterOf = (i: number, exclude: boolean): Filter => ({ dimension: explored.groups[i]!, value: row.parts[i] ?? null, exclude });
  const text = partText(row.parts[0], names?.[explored.groups[0]!]);
  return (
    <th scope="row" className="name-cell">
      <i className={`swatch${pattern > 0 ? ' dotted' : ''}`} style={{ background: place < 0 ? 'var(--other)' : colour }} aria-hidden="true" />
      {row.parts.map((part, i) => {
        const label = partText(part, names?.[explored.groups[i]!]);
        if (part === undefined) return <span key={i} className="quiet">{i > 0 && ' · '}{NOT_GROUPED}</span>;
        return (
          <span key={i}>
            {i > 0 && <span className="quiet"> · </span>}
            <button type="button" className={part === null ? 'row-name quiet' : 'row-name'} title={`${part ?? ''}: only this`} onClick={() => changeParameters(filterChange(view, only(view.filters, filterOf(i, false))))}>{label}</button>
          </span>
        );
      })}
      {row.parts[0] !== undefined && (
        <button type="button" className="small leave" aria-label={`Leave out ${text}`} onClick={() => changeParameters(filterChange(view, toggled(view.filters, filterOf(0, true))))}>not</button>
      )}
    </th>
  );
}

function ValueCell({ column, row, explored, total }: { column: Column; row: Row; explored: Explored; total: bigint | null }) {
  if (column.kind === 'share') return <td className="quiet">{shareText(row.values.metric ?? null, total)}</td>;
  if (column.kind === 'change') {
    const was = explored.was?.get(row.key);
    return <td className="quiet">{was === undefined ? 'new' : changeText(row.values.metric ?? null, picoOf(was[column.column])) ?? '—'}</td>;
  }
  return <td><Quantity value={row.values[column.name] ?? null} currency={column.kind === 'money' ? explored.currency.shown : undefined} /></td>;
}

export function SeriesTable({ view, explored }: { view: View; explored: Explored }) {
  const report = explored.table!;
  const { groups, currency } = explored;
  const columns = columnsOf(view.metric, explored.was !== null && view.day === null);
  const all = useMemo((): Row[] => identifiedRows(report, groups)
    .filter(({ row }) => row.amount_currency === undefined || row.amount_currency === currency.shown)
    .map(({ row, parts, key, name }) => {
      const values: Row['values'] = {};
      for (const column of columns) if (column.column !== '') values[column.name] = picoOf(row[column.column]);
      return { key, parts, name, values };
    }), [report, view.metric, currency.shown, groups.join(), columns.length]);
  const rows = useMemo(() => sorted(all, view.sort, view.isAscending), [all, view.sort, view.isAscending]);
  const totals = useMemo(
    () => Object.fromEntries(columns.map((one) => [one.name, sumOf(all.map((row) => row.values[one.name] ?? null))])),
    [all],
  );
  const box = useRef<HTMLDivElement>(null);
  const lines = useWindowVirtualizer({
    count: rows.length, estimateSize: () => LINE, overscan: 12,
    scrollMargin: box.current?.offsetTop ?? 0, initialRect: { width: 1200, height: 900 },
  });
  const items = lines.getVirtualItems();
  const above = (items[0]?.start ?? 0) - lines.options.scrollMargin;
  const below = lines.getTotalSize() - (items.at(-1)?.end ?? 0) + lines.options.scrollMargin;
  const isLeast = report.windows_missing > 0 || report.windows_pruned > 0;
  return (
    <div className={`table-box scroll-x${explored.isStale ? ' stale' : ''}`} ref={box} tabIndex={0} role="region" aria-label="The same as a table">
      <table aria-rowcount={rows.length + 2} className="series-table">
        <thead>
          <tr>
            <th scope="col" aria-sort={view.sort === 'name' ? (view.isAscending ? 'ascending' : 'descending') : 'none'}>
              <button type="button" className="sort" onClick={() => changeParameters({ sort: 'name', order: view.sort === 'name' && view.isAscending ? null : 'ascending' })}>
                {groups.map(dimensionText).join(', ')}<span className="caption"> {rows.length.toLocaleString('en-US')}</span>
              </button>
            </th>
            {columns.map((column) => <HeadCell key={column.name} column={column} view={view} />)}
          </tr>
        </thead>
        <tbody className="totals">
          <tr>
            <th scope="row"><button type="button" className="row-name" title="The windows that it is made of" onClick={() => changeParameters({ drill: 'windows' })}>Total</button></th>
            {columns.map((column) => (
              <td key={column.name} data-total={column.name}>
                {column.kind === 'share' ? '' : column.kind === 'change' ? (changeText(totals.metric ?? null, explored.wasTotal) ?? '—')
                  : <Quantity value={totals[column.name] ?? null} currency={column.kind === 'money' ? currency.shown : undefined} isLeast={isLeast} />}
              </td>
            ))}
          </tr>
        </tbody>
        <tbody>
          {above > 0 && <tr className="spacer" aria-hidden="true"><td style={{ height: above }} colSpan={columns.length + 1} /></tr>}
          {items.map((item) => {
            const row = rows[item.index]!;
            return (
              <tr key={row.key} aria-rowindex={item.index + 3} data-series={row.key}>
                <NameCell row={row} view={view} explored={explored} />
                {columns.map((column) => <ValueCell key={column.name} column={column} row={row} explored={explored} total={totals.metric ?? null} />)}
              </tr>
            );
          })}
          {below > 0 && <tr className="spacer" aria-hidden="true"><td style={{ height: below }} colSpan={columns.length + 1} /></tr>}
        </tbody>
      </table>
    </div>
  );
}

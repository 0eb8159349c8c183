// FilterMenu: a dimension, then its values with a search: thousands of them scroll, as only what is seen
// is drawn. Each may be kept, left out, or kept alone.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';

import { useReport } from '../api/queries';
import { picoOf } from '../format/decimal';
import { changeParameters } from '../state/address';
import { Quantity } from '../ui/quantity';
import { Skeleton } from '../ui/states';
import type { ExploreProps } from './controls';
import { dimensionText } from './metrics';
import { type GroupPart, partText, seriesOf } from './series';
import { type Filter, filterChange, filterText, only, toggled } from './view';

const LINE = 34;

interface Value {
  value: string | null;
  text: string;
  id: string;
  amount: bigint | null;
}

function ValueLine({ dimension, value, props }: { dimension: string; value: Value; props: ExploreProps }) {
  const { view, explored } = props;
  const keep: Filter = { dimension, value: value.value, exclude: false };
  const leave: Filter = { ...keep, exclude: true };
  const has = (filter: Filter): boolean => view.filters.some((one) => filterText(one) === filterText(filter));
  const change = (filters: Filter[]): void => changeParameters(filterChange(view, filters));
  const currency = view.metric.isMoney === true ? explored.currency.shown : undefined;
  return (
    <>
      <label className="value-label" title={value.id}>
        <input type="checkbox" checked={has(keep)} onChange={() => change(toggled(view.filters, keep))} />
        <span className={has(leave) ? 'struck' : ''}>{value.text}</span>
      </label>
      <Quantity value={value.amount} currency={currency} compact />
      <button type="button" className="small" aria-label={`Only ${value.text}`} onClick={() => change(only(view.filters, keep))}>only</button>
      <button type="button" className="small" aria-label={`Leave out ${value.text}`} aria-pressed={has(leave)} onClick={() => change(toggled(view.filters, leave))}>not</button>
    </>
  );
}

function Values({ dimension, props }: { dimension: string; props: ExploreProps }) {
  const { view, explored, range, source } = props;
  const [search, setSearch] = useState('');
  const others = explored.filters.filter((one) => one.dimension !== dimension);
  const report = useReport({
    source, surface: view.surface, from: range.from, to: range.to, group_by: [dimension], filter: others.map(filterText),
  });
  const values = useMemo((): Value[] => {
    if (report.data === undefined || report.isPlaceholderData) return [];
    return seriesOf(report.data, [dimension], view.metric.column, explored.currency.shown)
      .filter((one) => one.parts[0] !== undefined)
      .map((one) => {
        const part = one.parts[0] as GroupPart;
        return { value: part ?? null, id: part ?? '', text: partText(part, report.data.names?.[dimension]), amount: picoOf(one.row[view.metric.column]) };
      });
  }, [report.data, report.isPlaceholderData, dimension, view.metric.column]);
  const wanted = search.trim().toLowerCase();
  const found = wanted === '' ? values : values.filter((one) => one.text.toLowerCase().includes(wanted) || one.id.toLowerCase().includes(wanted));
  const box = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({ count: found.length, getScrollElement: () => box.current, estimateSize: () => LINE, overscan: 8, initialRect: { width: 400, height: 300 } });
  return (
    <div className="values">
      <input data-first autoFocus placeholder={`Search ${values.length.toLocaleString('en-US')} values`} aria-label={`Search ${dimensionText(dimension)}`} value={search} onChange={(event) => setSearch(event.target.value)} />
      {report.data === undefined || report.isPlaceholderData ? <Skeleton lines={6} /> : (
        <div className="value-list" ref={box} tabIndex={-1}>
          <div style={{ height: lines.getTotalSize(), position: 'relative' }}>
            {lines.getVirtualItems().map((item) => (
              <div key={item.key} className="value" style={{ transform: `translateY(${item.start}px)`, height: LINE }}>
                <ValueLine dimension={dimension} value={found[item.index]!} props={props} />
              </div>
            ))}
          </div>
        </div>
      )}
      <p className="caption" role="status">{found.length.toLocaleString('en-US')} of {values.length.toLocaleString('en-US')}</p>
    </div>
  );
}

export function FilterMenu(props: ExploreProps) {
  const { dimensions, groups } = props.explored;
  const [dimension, setDimension] = useState(groups[0] ?? dimensions[0] ?? 'model');
  return (
    <div className="filter-menu">
      <ul className="menu" aria-label="Dimension">
        {dimensions.map((name) => (
          <li key={name}><button type="button" aria-pressed={name === dimension} onClick={() => setDimension(name)}>{dimensionText(name)}</button></li>
        ))}
      </ul>
      <Values key={dimension} dimension={dimension} props={props} />
    </div>
  );
}

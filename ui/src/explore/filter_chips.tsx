// FilterChips: what is kept and what is left out, each with a way to take it back, and the way to more.
import { changeParameters } from '../state/address';
import { Popover } from '../ui/popover';
import type { ExploreProps } from './controls';
import { FilterMenu } from './filter_menu';
import { dimensionText } from './metrics';
import { UNATTRIBUTED } from './series';
import { type Filter, filterChange, filterText } from './view';

function valueText(filter: Filter, names: Record<string, Record<string, string>> | undefined): string {
  if (filter.value === null) return UNATTRIBUTED;
  if (filter.value === '') return '“”';
  return names?.[filter.dimension]?.[filter.value] ?? filter.value;
}

export function FilterChips(props: ExploreProps) {
  const { view, explored } = props;
  const without = (filter: Filter): void => {
    changeParameters(filterChange(view, view.filters.filter((one) => one !== filter)));
  };
  return (
    <div className="row filters" aria-label="Filters" role="group">
      {view.filters.map((filter) => {
        const isLeft = explored.left.includes(filter);
        const text = `${dimensionText(filter.dimension)} ${filter.exclude ? 'is not' : 'is'} ${valueText(filter, explored.report?.names)}`;
        return (
          <button
            key={filterText(filter)}
            type="button"
            className={isLeft ? 'chip idle' : 'chip on'}
            title={isLeft ? `What is shown is not split by ${dimensionText(filter.dimension)}: this filter does nothing here` : `${filterText(filter)}: take it back`}
            onClick={() => without(filter)}
          >
            <span className="chip-text">{text}</span> <span aria-hidden="true">×</span><span className="unseen">take it back</span>
          </button>
        );
      })}
      <Popover label="+ filter" openKey="/" title="Keep or leave out (/)">
        {() => <FilterMenu {...props} />}
      </Popover>
      {view.filters.length > 1 && <button type="button" className="link" onClick={() => changeParameters(filterChange(view, []))}>clear all</button>}
    </div>
  );
}

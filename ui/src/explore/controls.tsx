// Controls: what is measured, by what it is grouped, and how it is drawn.
import type { Day } from '../format/days';
import { rangeText } from '../format/days';
import { changeParameters } from '../state/address';
import { Popover } from '../ui/popover';
import { dimensionText, METRICS, type MetricSpec } from './metrics';
import { TakeAway } from './take_away';
import type { Explored } from './use_explore';
import { metricChange, TOPS, type View } from './view';

export interface ExploreProps {
  view: View;
  explored: Explored;
  range: { from: Day; to: Day };
  source: string | undefined;
}

function MetricSwitch({ view }: { view: View }) {
  const choose = (metric: MetricSpec): void => changeParameters(metricChange(view, metric));
  const isMore = view.metric.isMore === true;
  return (
    <div className="row" role="group" aria-label="What is measured">
      {METRICS.filter((one) => one.isMore !== true).map((one) => (
        <button key={one.name} type="button" className="chip" aria-pressed={one === view.metric} onClick={() => choose(one)}>{one.text}</button>
      ))}
      <Popover className={isMore ? 'chip on' : 'chip'} label={isMore ? `${view.metric.text} ▾` : 'More ▾'}>
        {(close) => (
          <ul className="menu">
            {METRICS.filter((one) => one.isMore === true).map((one) => (
              <li key={one.name}>
                <button type="button" aria-pressed={one === view.metric} onClick={() => { choose(one); close(); }}>{one.text}</button>
              </li>
            ))}
          </ul>
        )}
      </Popover>
    </div>
  );
}

function GroupMenu({ label, dimensions, chosen, onChoose, none }: {
  label: string;
  dimensions: string[];
  chosen: string | null;
  onChoose: (name: string | null) => void;
  none?: string;
}) {
  return (
    <Popover label={label}>
      {(close) => (
        <ul className="menu">
          {none !== undefined && (
            <li><button type="button" aria-pressed={chosen === null} onClick={() => { onChoose(null); close(); }}>{none}</button></li>
          )}
          {dimensions.map((name) => (
            <li key={name}>
              <button type="button" aria-pressed={chosen === name} onClick={() => { onChoose(name); close(); }}>{dimensionText(name)}</button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

function DrawnMenu({ view }: { view: View }) {
  return (
    <Popover label={`top ${view.top}${view.isCumulative ? ', cumulative' : ''} ▾`} align="end" title="How it is drawn">
      {() => (
        <div className="evidence">
          <fieldset className="choice">
            <legend>The largest, the rest as Other</legend>
            {TOPS.map((top) => (
              <button key={top} type="button" aria-pressed={view.top === top} onClick={() => changeParameters({ top: String(top) })}>{top}</button>
            ))}
          </fieldset>
          <fieldset className="choice">
            <legend>Bars</legend>
            <button type="button" aria-pressed={!view.isCumulative} onClick={() => changeParameters({ sum: null })}>day by day</button>
            <button type="button" aria-pressed={view.isCumulative} onClick={() => changeParameters({ sum: 'cumulative' })}>cumulative</button>
          </fieldset>
        </div>
      )}
    </Popover>
  );
}

export function Controls(props: ExploreProps) {
  const { view, explored } = props;
  const [group, sub] = explored.groups;
  return (
    <div className="controls">
      <MetricSwitch view={view} />
      <span className="space" />
      <div className="row" role="group" aria-label="How it is told apart">
        <GroupMenu label={`by ${dimensionText(group ?? '')} ▾`} dimensions={explored.dimensions} chosen={group ?? null} onChoose={(name) => changeParameters({ group: name, metric: view.metric.name })} />
        <GroupMenu
          label={sub === undefined ? 'then … ▾' : `then ${dimensionText(sub)} ▾`}
          dimensions={explored.dimensions.filter((name) => name !== group)}
          chosen={sub ?? null}
          onChoose={(name) => changeParameters({ sub: name })}
          none="nothing more"
        />
        <DrawnMenu view={view} />
        <button
          type="button"
          className="chip"
          aria-pressed={view.isCompared}
          title={`${rangeText(explored.earlier.from, explored.earlier.to)} (c)`}
          onClick={() => changeParameters({ compare: view.isCompared ? null : 'previous' })}
        >
          {view.isCompared ? `compare: ${rangeText(explored.earlier.from, explored.earlier.to)}` : 'compare'}
        </button>
        <TakeAway {...props} />
      </div>
    </div>
  );
}

// RunParts: what a run did of each surface, and the days that it asked for.
import { rangeText } from '../format/days';
import { Tag } from '../ui/tag';
import type { Run, RunCounters } from './run_documents';
import { count, surfaceStateOf } from './run_words';

const COLUMNS: [keyof RunCounters, string][] = [
  ['rows_read', 'Rows read'], ['rows_written', 'Written'], ['windows_changed', 'Changed'], ['windows_unchanged', 'Unchanged'],
  ['windows_parked', 'Parked'], ['requests', 'Requests'],
];

function Counters({ of }: { of: RunCounters }) {
  return <>{COLUMNS.map(([name]) => <td key={name} className={name === 'windows_parked' && of[name] > 0 ? 'bad' : ''} data-exact={of[name]}>{count(of[name])}</td>)}</>;
}

export function RunParts({ run }: { run: Run }) {
  return (
    <>
      <section className="panel" aria-labelledby="by-surface">
        <h3 id="by-surface">By surface</h3>
        <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="By surface">
          <table className="parts-table">
            <thead><tr><th scope="col">Surface</th><th scope="col">State</th>{COLUMNS.map(([name, text]) => <th key={name} scope="col">{text}</th>)}</tr></thead>
            <tbody>
              {run.surfaces.map((surface) => {
                const state = surfaceStateOf(surface.state);
                return (
                  <tr key={surface.surface} data-surface={surface.surface}>
                    <th scope="row">{surface.surface}</th>
                    <td><Tag tone={state.tone}>{state.text}</Tag></td>
                    <Counters of={surface} />
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </section>
      <details className="more">
        <summary>The days that were asked for, {run.chunks.length} {run.chunks.length === 1 ? 'query' : 'queries'}</summary>
        <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Days asked for">
          <table>
            <thead><tr><th scope="col">Days (UTC)</th><th scope="col">Surface</th><th scope="col">Stored</th>{COLUMNS.map(([name, text]) => <th key={name} scope="col">{text}</th>)}</tr></thead>
            <tbody>
              {run.chunks.map((chunk) => (
                <tr key={`${chunk.number} ${chunk.surface} ${chunk.start}`}>
                  <th scope="row">{rangeText(chunk.start, chunk.end)}</th>
                  <td>{chunk.surface}</td>
                  <td className={chunk.done ? 'good' : 'quiet'}>{chunk.done ? '✓ all' : '○ not all'}</td>
                  <Counters of={chunk} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

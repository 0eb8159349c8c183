// ParkedTable: days of which nothing was stored, why, and another try.
import type { Me } from '../api/documents';
import { longDay } from '../format/days';
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { partAddress } from '../ui/page_tabs';
import { mayAct, RoleNote } from '../ui/role_note';
import type { ParkedDay } from './run_queries';
import { useStartRun } from './start_run';

interface Props {
  me: Me;
  source: string;
  parked: ParkedDay[];
  parameters: URLSearchParams;
}

export function ParkedTable({ me, source, parked, parameters }: Props) {
  const retry = useStartRun(parameters);
  const may = mayAct(me, 'operator');
  if (parked.length === 0) return null;
  return (
    <div className="parked">
      <h3>✕ Parked: {parked.length} {parked.length === 1 ? 'day' : 'days'} of which nothing was stored</h3>
      {!may && <RoleNote me={me} role="operator" what="trying again" />}
      {retry.problem !== null && <p className="bad" role="alert">✕ {retry.problem}</p>}
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Parked days">
        <table className="left-table">
          <thead><tr><th scope="col">Day (UTC)</th><th scope="col">Surface</th><th scope="col">Why</th><th scope="col">Tried</th>{may && <th scope="col"><span className="unseen">Try again</span></th>}</tr></thead>
          <tbody>
            {parked.map((one) => (
              <tr key={`${one.surface} ${one.day}`} data-parked={`${one.surface} ${one.day}`}>
                <th scope="row">{longDay(one.day)}</th>
                <td>{one.surface}</td>
                <td className="wrap">{one.outcome === 'empty_unconfirmed' ? 'answered empty where use is held; believed when a later run reads the same' : one.reason}</td>
                <td><Moment at={one.at} asAge /> · <Link href={partAddress('run', String(one.run), parameters)}>run {one.run}</Link></td>
                {may && (
                  <td>
                    <button
                      type="button" className="small" disabled={retry.isBusy} aria-label={`Try ${one.surface} of ${one.day} again`}
                      onClick={() => retry.run({ source, surface: one.surface, from: one.day, to: one.day, label: 'parked day again' })}
                    >
                      Try again
                    </button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

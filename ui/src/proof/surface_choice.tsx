// SurfaceChoice: whose days are shown. Exports can be compared for completions and costs; of the others
// it is shown what is held.
import { changeParameters } from '../state/address';

const FIRST = ['completions', 'costs'];

export function SurfaceChoice({ surface, known }: { surface: string; known: string[] }) {
  const rest = known.filter((one) => !FIRST.includes(one));
  return (
    <div className="row" role="group" aria-label="Surface">
      {FIRST.map((one) => (
        <button key={one} type="button" className="chip" aria-pressed={surface === one} onClick={() => changeParameters({ surface: one === 'completions' ? null : one })}>
          {one}
        </button>
      ))}
      {rest.length > 0 && (
        <select
          className={`surface-rest ${FIRST.includes(surface) ? '' : 'on'}`}
          aria-label="Another surface"
          value={FIRST.includes(surface) ? '' : surface}
          onChange={(event) => changeParameters({ surface: event.target.value === '' ? null : event.target.value })}
        >
          <option value="">other surfaces …</option>
          {rest.map((one) => <option key={one} value={one}>{one.replaceAll('_', ' ')}</option>)}
        </select>
      )}
    </div>
  );
}

// SourceSwitch: whose numbers are on screen.
import { useSources } from '../api/queries';
import { changeParameters } from '../state/address';
import { Popover } from '../ui/popover';

export function SourceSwitch({ source }: { source: string | undefined }) {
  const sources = useSources().data ?? [];
  const shown = source ?? sources.find((one) => one.name === one.provider)?.name ?? sources[0]?.name;
  if (shown === undefined) return <span className="badge quiet">no source yet</span>;
  if (sources.length < 2) return <span className="badge quiet" title="The only source">{shown}</span>;
  return (
    <Popover className="badge" align="end" label={`${shown} ▾`} title="Whose numbers these are">
      {(close) => (
        <ul className="menu">
          {sources.map((one) => (
            <li key={one.name}>
              <button
                type="button"
                aria-pressed={one.name === shown}
                onClick={() => {
                  changeParameters({ source: one.name });
                  close();
                }}
              >
                {one.name}
                <span className="caption">{one.provider}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Popover>
  );
}

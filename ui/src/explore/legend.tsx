// Legend: the bands by name; each is a way to see it alone.
import { changeParameters } from '../state/address';
import type { Band } from './series';
import type { Explored } from './use_explore';
import { filterChange, only, type View } from './view';

export function Legend({ bands, view, explored }: { bands: Band[]; view: View; explored: Explored }) {
  const alone = (band: Band): void => {
    const series = explored.largest.find((one) => one.key === band.key);
    if (series === undefined) return;
    const filters = explored.groups.reduce((all, dimension, i) => {
      const value = series.parts[i];
      return value === undefined ? all : only(all, { dimension, value, exclude: false });
    }, view.filters);
    changeParameters(filterChange(view, filters));
  };
  return (
    <ul className="legend" aria-label="Series">
      {bands.map((band) => (
        <li key={band.key}>
          {band.key === 'other' ? (
            <span className="legend-item"><i className="swatch" style={{ background: band.colour }} />Other</span>
          ) : (
            <button type="button" className="legend-item" title={`Only ${band.label}`} onClick={() => alone(band)}>
              <i className={band.pattern > 0 ? 'swatch dotted' : 'swatch'} style={{ background: band.colour }} />
              {band.label}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

// StandingLegend: how many days stand how, and what each sign says.
import { STANDINGS, type Standing } from './day_standing';

export function StandingLegend({ standings }: { standings: Standing[] }) {
  const counts = new Map<Standing, number>();
  for (const one of standings) counts.set(one, (counts.get(one) ?? 0) + 1);
  return (
    <ul className="standing-legend" aria-label="Days by verdict">
      {STANDINGS.map(({ name, shape, word, text }) => (
        <li key={name} title={text} className={counts.has(name) ? '' : 'none'}>
          <span className={`calendar-day sample ${name}`} aria-hidden="true">{shape}</span>
          <span>{word}</span>
          <strong className="number" data-count={name}>{counts.get(name) ?? 0}</strong>
        </li>
      ))}
    </ul>
  );
}

// DayCard: what hovering over a bar, or walking to it, tells: the day, its total, its series in order, its
// verdict.
import { longDay } from '../format/days';
import type { DayProof } from '../shell/proof';
import { changeText, countText, moneyText, UNKNOWN } from '../format/numbers';
import { Verdict } from '../ui/verdict';
import type { Explored } from './use_explore';
import type { View } from './view';

const MOST = 10;
const ROOM = 290;

interface Props {
  index: number;
  explored: Explored;
  view: View;
  proof: DayProof | undefined;
  left: number;
  width: number;
}

export function DayCard({ index, explored, view, proof, left, width }: Props) {
  const column = explored.columns[index]!;
  const money = view.metric.isMoney === true ? explored.currency.shown : undefined;
  const text = (value: bigint | null): string => (money === undefined ? countText(value) : moneyText(value, money));
  const parts = explored.bands
    .map((band) => ({ ...band, value: band.values[index] ?? null }))
    .filter((band) => band.value !== null && band.value !== 0n)
    .sort((a, b) => (a.key === 'other' ? 1 : b.key === 'other' ? -1 : b.value! > a.value! ? 1 : -1));
  const was = explored.wasDays?.[index];
  const isRight = left + ROOM > width;
  return (
    <div className="day-card" style={isRight ? { right: Math.max(0, width - left + 14) } : { left: left + 14 }} aria-hidden="true">
      <p className="day-card-head">
        <strong>{longDay(column.day)}</strong>
        {proof !== undefined && <Verdict verdict={proof.verdict} withWord />}
      </p>
      {column.state === 'unread' && <p>Not read: {UNKNOWN}</p>}
      {column.state === 'outside' && <p>Not held</p>}
      {column.total !== null && (
        <p className="day-card-total">
          <span>{view.isCumulative ? 'Up to here' : 'Total'}{column.state === 'open' ? ', partial' : ''}</span>
          <strong>{text(column.total)}</strong>
        </p>
      )}
      {was !== null && was !== undefined && (
        <p className="day-card-total"><span>Before</span><span>{text(was)} {changeText(column.total, was) ?? ''}</span></p>
      )}
      <ul>
        {parts.slice(0, MOST).map((band) => (
          <li key={band.key}>
            <i style={{ background: band.colour }} className={band.pattern > 0 ? 'swatch dotted' : 'swatch'} />
            <span className="day-card-name">{band.label}</span>
            <span>{text(band.value)}</span>
          </li>
        ))}
      </ul>
      {parts.length > MOST && <p className="caption">and {parts.length - MOST} more in the table</p>}
    </div>
  );
}

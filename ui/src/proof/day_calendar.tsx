// DayCalendar: the days of the range by month, each with what is proven of it: colour, pattern, shape, and
// a text for who does not see it. Each opens.
import type { KeyboardEvent } from 'react';

import { addDays, type Day, firstOfMonth, lastOfMonth, longDay, daysOf } from '../format/days';
import { Link } from '../ui/link';
import { type Standing, standingInfo } from './day_standing';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MONTH = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

// The weeks of a month from Monday on; null before its first day and after its last.
export function weeksOf(first: Day): (Day | null)[][] {
  const lead = (new Date(`${first}T00:00:00Z`).getUTCDay() + 6) % 7;
  const days: (Day | null)[] = [...Array<null>(lead).fill(null), ...daysOf(first, lastOfMonth(first))];
  while (days.length % 7 !== 0) days.push(null);
  return Array.from({ length: days.length / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7));
}

export function monthsOf(from: Day, to: Day): Day[] {
  const months: Day[] = [];
  for (let first = firstOfMonth(from); first <= to; first = addDays(lastOfMonth(first), 1)) months.push(first);
  return months;
}

interface Props {
  from: Day;
  to: Day;
  standings: Map<Day, Standing>;
  addressOf: (day: Day) => string;
}

function CalendarDay({ day, standing, href }: { day: Day; standing: Standing; href: string }) {
  const { shape, word } = standingInfo(standing);
  const text = `${longDay(day)}: ${word}`;
  return (
    <Link className={`calendar-day ${standing}`} href={href} title={text} aria-label={text} data-day={day} data-standing={standing}>
      <span className="calendar-number" aria-hidden="true">{Number(day.slice(8))}</span>
      <span className="calendar-shape" aria-hidden="true">{shape}</span>
    </Link>
  );
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

// Arrows walk from day to day; Enter opens, as on every link.
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  const day = (event.target as HTMLElement).dataset.day;
  if (step === undefined || day === undefined) return;
  const next = event.currentTarget.querySelector<HTMLElement>(`[data-day="${addDays(day, step)}"]`);
  if (next === null) return;
  event.preventDefault();
  next.focus();
}

export function DayCalendar({ from, to, standings, addressOf }: Props) {
  return (
    <div className="calendar" onKeyDown={walk}>
      {monthsOf(from, to).map((first) => (
        <table key={first} className="calendar-month">
          <caption>{MONTH.format(new Date(`${first}T00:00:00Z`))}</caption>
          <thead><tr>{WEEKDAYS.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {weeksOf(first).map((week, i) => (
              <tr key={i}>
                {week.map((day, k) => (
                  <td key={day ?? k}>
                    {day !== null && (day < from || day > to
                      ? <span className="calendar-day outside"><span className="calendar-number">{Number(day.slice(8))}</span></span>
                      : <CalendarDay day={day} standing={standings.get(day) ?? 'missing'} href={addressOf(day)} />)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

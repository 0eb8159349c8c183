// Axes: few labels, each short, none touching another.
import { picoOf } from '../format/decimal';
import { type Day, shortDay } from '../format/days';
import { compactText, moneyText } from '../format/numbers';

const ROOM = 34; // Pixels that a day's number needs.
const ROOM_OF_MONTH = 58;

export function axisTexts(ticks: number[], currency: string | undefined): string[] {
  return ticks.map((tick) => {
    const value = picoOf(tick.toFixed(12));
    if (currency === undefined) return compactText(value);
    return moneyText(value, currency).replace(/\.00(?=$|\s)/, '');
  });
}

// Index → label. The month is named at the first label, and where it changes.
export function labelledDays(days: Day[], step: number): Map<number, string> {
  const every = Math.max(1, Math.ceil(ROOM / step));
  const labels = new Map<number, string>();
  let last = -Infinity;
  let month = '';
  days.forEach((day, i) => {
    const isNewMonth = day.slice(0, 7) !== month;
    const wanted = isNewMonth ? ROOM_OF_MONTH / step : every;
    if (i - last < wanted || (!isNewMonth && (days.length - i) * step < 10)) return;
    labels.set(i, isNewMonth ? shortDay(day) : String(Number(day.slice(8))));
    month = day.slice(0, 7);
    last = i + (isNewMonth ? (ROOM_OF_MONTH - ROOM) / step / 2 : 0);
  });
  return labels;
}

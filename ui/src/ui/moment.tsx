// Moment: a time in UTC, to the minute or as an age; the whole of it on hover.
import { agoText, timeText } from '../format/days';
import { UNKNOWN } from '../format/numbers';

interface Props {
  at: string | null;
  asAge?: boolean;
  never?: string; // What is said where there is none.
}

export function Moment({ at, asAge = false, never = UNKNOWN }: Props) {
  if (at === null) return <span className="quiet">{never}</span>;
  return <time dateTime={at} title={at.replace('T', ' ').replace('Z', ' UTC')}>{asAge ? agoText(at, Date.now()) : timeText(at)}</time>;
}

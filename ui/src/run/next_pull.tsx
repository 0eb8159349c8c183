// NextPull: when the service pulls by itself next.
import { partAddress } from '../ui/page_tabs';
import { Link } from '../ui/link';
import { timeText } from '../format/days';
import { useSchedule } from './run_queries';
import { useNow } from './use_now';
import { untilText } from './run_words';

export function NextPull({ parameters }: { parameters: URLSearchParams }) {
  const schedule = useSchedule().data;
  const now = useNow(30_000);
  if (schedule === undefined) return <span className="quiet">…</span>;
  const link = <Link href={partAddress('run', 'schedule', parameters)}>schedule</Link>;
  if (schedule.schedule === null) return <><span className="quiet">the schedule is off</span> · {link}</>;
  const next = schedule.jobs.find((job) => job.job.startsWith('daily_usage'));
  if (next === undefined || next.next_at === null) return <><span className="quiet">—</span> · {link}</>;
  return (
    <>
      <time dateTime={next.next_at} title={timeText(next.next_at)}>{next.is_due ? 'due now' : untilText(next.next_at, now)}</time>
      <span className="caption"> <code>{schedule.schedule}</code> UTC · {link}</span>
    </>
  );
}

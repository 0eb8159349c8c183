// ScheduleView: when the service pulls by itself, whether it may, and what became of the last slots.
import type { PageProps } from '../shell/routes';
import { Moment } from '../ui/moment';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { FlagTable } from './flag_table';
import { useSchedule } from './run_queries';
import type { Job } from './run_documents';
import { slotStateOf, SlotTable } from './slot_table';
import { useNow } from './use_now';
import { durationText, untilText } from './run_words';

const SLOTS = 50;
const JOBS: Record<string, string> = {
  daily_usage: 'Pulls what is new, late, missing or unsettled',
  reconcile: 'Compares the use with the bill, after a pull that stored costs',
};

function JobLine({ job, now }: { job: Job; now: number }) {
  const state = job.last === null ? null : slotStateOf(job.last);
  return (
    <tr data-job={job.job}>
      <th scope="row">{job.job}<span className="caption run-label">{JOBS[job.job.split(' ')[0]!] ?? ''}</span></th>
      <td>{job.next_at === null ? <span className="quiet">after another job, or not by itself</span> : <><strong>{job.is_due ? 'due now' : untilText(job.next_at, now)}</strong> <span className="caption"><Moment at={job.next_at} /></span></>}</td>
      <td>{job.jitter_seconds === null ? '—' : durationText(job.jitter_seconds)}</td>
      <td><Moment at={job.last?.slot ?? null} never="none yet" /></td>
      <td>{state === null ? '—' : <Tag tone={state.tone}>{state.text}</Tag>}</td>
    </tr>
  );
}

export function ScheduleView({ me, parameters }: PageProps) {
  const schedule = useSchedule(SLOTS);
  const now = useNow(30_000);
  if (schedule.data === undefined) {
    return schedule.isError ? <ErrorState error={schedule.error} onRetry={() => void schedule.refetch()} /> : <Skeleton height={420} />;
  }
  const { schedule: words, most_jitter_seconds: most, jobs, slots } = schedule.data;
  return (
    <>
      <section className="card" aria-labelledby="schedule-title">
        <h2 id="schedule-title">When it pulls by itself</h2>
        <p className="lead">
          {words === null
            ? 'The schedule is off: nothing is pulled by itself. COGNITRACK_SCHEDULE turns it on, at the next start of the service.'
            : <><code>{words}</code> in UTC, up to {durationText(most)} later. COGNITRACK_SCHEDULE says so; it is read when the service starts.</>}
        </p>
        <div className={`scroll-x${schedule.isError ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Jobs">
          <table className="left-table">
            <thead><tr><th scope="col">Job</th><th scope="col">Next</th><th scope="col">Later here by</th><th scope="col">Last slot</th><th scope="col">Outcome</th></tr></thead>
            <tbody>{jobs.map((job) => <JobLine key={job.job} job={job} now={now} />)}</tbody>
          </table>
        </div>
      </section>
      <FlagTable me={me} />
      <section className="panel" aria-labelledby="slots-title">
        <h2 id="slots-title">Slots</h2>
        {slots.length === 0
          ? <div className="card"><EmptyState title="No slot yet">A slot is a time at which a job was due; what became of it is recorded here.</EmptyState></div>
          : <SlotTable slots={slots} parameters={parameters} />}
      </section>
    </>
  );
}

// SlotTable: the times at which jobs were due, and what became of each.
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { partAddress } from '../ui/page_tabs';
import { Tag } from '../ui/tag';
import type { Slot } from './run_documents';
import { count, type RunTone } from './run_words';

export function slotStateOf(slot: Pick<Slot, 'state'>): { tone: RunTone; text: string } {
  switch (slot.state) {
    case 'ok': return { tone: 'exact', text: '✓ done' };
    case 'variance': return { tone: 'variance', text: '✕ variance' };
    case 'failed': return { tone: 'variance', text: '✕ failed' };
    case 'running': return { tone: 'running', text: '◔ running' };
  }
}

export function SlotTable({ slots, parameters }: { slots: Slot[]; parameters: URLSearchParams }) {
  return (
    <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Slots">
      <table className="left-table">
        <thead>
          <tr>
            <th scope="col">Slot</th><th scope="col">Job</th><th scope="col">State</th><th scope="col">Attempt</th><th scope="col">Ended</th>
            <th scope="col">Stands in for</th><th scope="col">Run</th><th scope="col">What was found</th>
          </tr>
        </thead>
        <tbody>
          {slots.map((slot) => {
            const state = slotStateOf(slot);
            return (
              <tr key={`${slot.job} ${slot.slot}`} data-slot={`${slot.job} ${slot.slot}`}>
                <th scope="row"><Moment at={slot.slot} /></th>
                <td>{slot.job}</td>
                <td><Tag tone={state.tone}>{state.text}</Tag></td>
                <td title={slot.holder}>{count(slot.attempt)}</td>
                <td><Moment at={slot.finished_at} /></td>
                <td className={slot.missed > 0 ? '' : 'quiet'}>{slot.missed === 0 ? '—' : `${count(slot.missed)} missed`}</td>
                <td>{slot.run_id === null ? '—' : <Link href={partAddress('run', String(slot.run_id), parameters)}>{slot.run_id}</Link>}</td>
                <td className="wrap">
                  {slot.message === '' ? <span className="quiet">—</span> : slot.message}
                  {slot.retry_at !== null && <span className="caption"> · tried again <Moment at={slot.retry_at} /></span>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

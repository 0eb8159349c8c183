// FlagHistory: who set which flag where, when and why, newest first.
import type { FlagEntry } from '../run/run_documents';
import { Link } from '../ui/link';
import { Moment } from '../ui/moment';
import { partAddress } from '../ui/page_tabs';
import { Tag } from '../ui/tag';

const SET: Record<FlagEntry['setting'], { tone: string; text: string }> = {
  on: { tone: 'exact', text: '✓ on' }, off: { tone: 'incomplete', text: '○ off' }, default: { tone: 'explained', text: '– taken back' },
};

interface Props {
  entries: FlagEntry[];
  parameters: URLSearchParams;
  isStale: boolean;
}

export function FlagHistory({ entries, parameters, isStale }: Props) {
  return (
    <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Entries of the flags">
      <table className="left-table">
        <thead><tr><th scope="col">When</th><th scope="col">Flag</th><th scope="col">Where</th><th scope="col">Set to</th><th scope="col">Who</th><th scope="col">Why</th><th scope="col">Run</th></tr></thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id} data-entry={entry.id}>
              <th scope="row"><Moment at={entry.at} /></th>
              <td>{entry.flag}</td>
              <td>{entry.source ?? 'everywhere'}</td>
              <td><Tag tone={SET[entry.setting].tone}>{SET[entry.setting].text}</Tag></td>
              <td>{entry.by}</td>
              <td className="wrap">{entry.reason}</td>
              <td><Link href={partAddress('run', String(entry.run), parameters)}>{entry.run}</Link></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

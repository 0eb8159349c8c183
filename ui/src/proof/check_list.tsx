// CheckList: the comparisons on record, newest first, and who signed them.
import type { Me, ParityEntry } from '../api/documents';
import { rangeText, timeText } from '../format/days';
import { EmptyState } from '../ui/states';
import { Verdict } from '../ui/verdict';
import { SignOff } from './sign_off';

export function CheckList({ entries, me }: { entries: ParityEntry[]; me: Me }) {
  if (entries.length === 0) {
    return <EmptyState title="Nothing was compared yet">Download an export from the provider’s usage page and drop it above: each day gets its verdict.</EmptyState>;
  }
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label="Comparisons">
      <table>
        <thead>
          <tr><th scope="col">Run</th><th scope="col" className="text">Verdict</th><th scope="col" className="text">Days</th><th scope="col">Differences</th><th scope="col" className="text">Compared</th><th scope="col" className="text">Signed</th></tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.run}>
              <td>#{entry.run}</td>
              <td className="text"><Verdict verdict={entry.verdict} withWord />{entry.scope !== '' && <span className="caption"> {entry.scope}</span>}</td>
              <td className="text">{rangeText(entry.from, entry.to)}</td>
              <td className={entry.differences_total > 0 ? 'bad' : ''}>{entry.differences_total.toLocaleString('en-US')}</td>
              <td className="text">{timeText(entry.at)}</td>
              <td className="text"><SignOff entry={entry} me={me} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

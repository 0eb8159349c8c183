// CheckList: the comparisons on record, newest first, and who signed them.
import type { Me, ParityEntry } from '../api/documents';
import { picoOf } from '../format/decimal';
import { rangeText, timeText } from '../format/days';
import { countText } from '../format/numbers';
import { Link } from '../ui/link';
import { EmptyState } from '../ui/states';
import { Verdict } from '../ui/verdict';
import { SignOff } from './sign_off';

interface Props {
  entries: ParityEntry[];
  me: Me;
  addressOf: (run: number) => string;
}

export function CheckList({ entries, me, addressOf }: Props) {
  if (entries.length === 0) {
    return <EmptyState title="Nothing was compared yet">Download an export from the provider’s usage page and drop it above: each day gets its verdict.</EmptyState>;
  }
  return (
    <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Comparisons">
      <table>
        <thead>
          <tr><th scope="col" className="text">Comparison</th><th scope="col" className="text">Verdict</th><th scope="col" className="text">Days</th><th scope="col">Differences</th><th scope="col" className="text">Compared</th><th scope="col" className="text">Signed</th></tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.run}>
              <td className="text"><Link href={addressOf(entry.run)}>{entry.run}</Link></td>
              <td className="text"><Verdict verdict={entry.verdict} withWord />{entry.scope !== '' && <span className="caption"> {entry.scope}</span>}</td>
              <td className="text">{rangeText(entry.from, entry.to)}</td>
              <td className={entry.differences_total > 0 ? 'bad' : ''}>{countText(picoOf(entry.differences_total))}</td>
              <td className="text">{timeText(entry.at)}</td>
              <td className="text"><SignOff entry={entry} me={me} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// CheckDetail: one comparison on record: its files, its sums, what differs, and who signed it.
import type { Me } from '../api/documents';
import { useParityDocument, useParityEntry } from '../api/queries';
import { picoOf } from '../format/decimal';
import { rangeText, timeText } from '../format/days';
import { countText } from '../format/numbers';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Verdict } from '../ui/verdict';
import { causeText } from './cause_words';
import { DifferenceTable } from './difference_table';
import { SidesTable } from './sides_table';
import { SignOff } from './sign_off';

export function CheckDetail({ run, me }: { run: number; me: Me }) {
  const found = useParityDocument(run);
  const entry = useParityEntry(run);
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Skeleton height={480} />;
  const document = found.data;
  const causes = new Map<string | null, number>();
  for (const day of document.days) if (day.verdict !== 'exact') causes.set(day.cause, (causes.get(day.cause) ?? 0) + 1);
  return (
    <>
      <div className="row day-head">
        <h2>Comparison {run} <span className="caption">{rangeText(document.from, document.to)} UTC · {document.surface} of {document.source}</span></h2>
        <span data-testid="check-verdict"><Verdict verdict={document.verdict} withWord /></span>
        <span className="space" />
        {entry !== undefined && <SignOff entry={entry} me={me} />}
      </div>
      {entry !== undefined && <p className="caption">Made {timeText(entry.at)}{entry.scope === '' ? '' : `, ${entry.scope}`}.</p>}
      {causes.size > 0 && <ul className="causes">{[...causes].map(([cause, days]) => <li key={cause}>{days} {days === 1 ? 'day' : 'days'}: {causeText(cause)}</li>)}</ul>}
      <p className="caption">Sums of all days that were read, each side by itself: a day that one side lacks is in the other’s sum.</p>
      <SidesTable csv={document.totals.csv} ledger={document.totals.ledger} notCompared={document.not_compared} label="Sums of all days that were read on each side" />
      <section className="panel" aria-labelledby="rows-title">
        <h2 id="rows-title">Rows that differ</h2>
        {document.differences_total === 0 ? <div className="card"><EmptyState title="None">Every row of the export is in the ledger, and every number is equal.</EmptyState></div> : <DifferenceTable differences={document.differences} />}
        {document.differences_total > document.differences.length && <p className="caption">{countText(picoOf(document.differences.length))} of {countText(picoOf(document.differences_total))} rows are on record; <code>cognitrack parity --csv FILE --out FILE.json</code> writes all.</p>}
      </section>
      <section className="card panel" aria-labelledby="evidence-title">
        <h2 id="evidence-title">Evidence</h2>
        <dl className="facts">
          {document.files.map((file) => <div key={file.sha256}><dt>{file.name}</dt><dd>{file.kind}, {countText(picoOf(file.rows))} rows, SHA-256 <code>{file.sha256}</code></dd></div>)}
          <div><dt>Compared on</dt><dd>{document.dimensions.join(', ') || '—'}</dd></div>
          {Object.entries(document.dropped).map(([name, why]) => <div key={name}><dt>Not on {name}</dt><dd>{why}</dd></div>)}
        </dl>
        {document.notes.map((note) => <p key={note} className="note">{note}</p>)}
      </section>
    </>
  );
}

// DayProof: one day: both ledgers side by side, what differs and why, who says so, and what was believed.
import { useParityDocument, useWindowHistory } from '../api/queries';
import { picoOf } from '../format/decimal';
import { longDay, timeText, addDays, type Day } from '../format/days';
import { countText } from '../format/numbers';
import type { DayProof as Proven } from '../shell/proof';
import { Link } from '../ui/link';
import { partAddress } from '../ui/page_tabs';
import { EmptyState, ErrorState, Skeleton } from '../ui/states';
import { Belief } from './belief';
import { causeText, nextStep } from './cause_words';
import { type Standing, standingInfo } from './day_standing';
import { DifferenceTable, isCutOff } from './difference_table';
import { SidesTable } from './sides_table';

interface Props {
  day: Day;
  surface: string;
  source: string | undefined;
  standing: Standing;
  proof: Proven | undefined;
  parameters: URLSearchParams;
}

function addressOfDay(day: Day, surface: string, parameters: URLSearchParams): string {
  const address = partAddress('proof', day, parameters);
  return surface === 'completions' ? address : `${address}${address.includes('?') ? '&' : '?'}surface=${surface}`;
}

export function DayProof({ day, surface, source, standing, proof, parameters }: Props) {
  const document = useParityDocument(proof?.run);
  const history = useWindowHistory(day, surface, source);
  const compared = document.data?.days.find((one) => one.date === day);
  const differences = document.data?.differences.filter((one) => one.date === day) ?? [];
  const { shape, word, text } = standingInfo(standing);
  return (
    <>
      <div className="row day-head">
        <h2>{longDay(day)} <span className="caption">UTC · {surface}</span></h2>
        <span className={`standing-word ${standing}`} data-testid="standing"><span aria-hidden="true">{shape}</span> {word}</span>
        <span className="space" />
        <Link className="button" href={addressOfDay(addDays(day, -1), surface, parameters)} aria-label="The day before">‹</Link>
        <Link className="button" href={addressOfDay(addDays(day, 1), surface, parameters)} aria-label="The day after">›</Link>
      </div>
      <p className="lead">{text}.</p>
      {proof === undefined && (
        <div className="card"><EmptyState title="No export was compared with this day">Export it on the provider’s usage page, and drop the file on <Link href={partAddress('proof', '', parameters)}>Proof</Link>.</EmptyState></div>
      )}
      {proof !== undefined && document.isPending && <Skeleton height={320} />}
      {document.isError && <ErrorState error={document.error} onRetry={() => void document.refetch()} />}
      {compared !== undefined && document.data !== undefined && (
        <>
          {compared.cause !== null && <p className="note" data-testid="cause"><strong>{causeText(compared.cause)}.</strong> {nextStep(compared.cause)}</p>}
          {compared.self && <p className="note">The ledger’s side came from an export itself: that they are equal proves nothing.</p>}
          <SidesTable csv={compared.csv} ledger={compared.ledger} notCompared={document.data.not_compared} label="Both sides of the day" />
          <p className="caption evidence-line">
            By <Link href={partAddress('proof', `run-${proof!.run}`, parameters)}>comparison {proof!.run}</Link> of {timeText(proof!.at)} with {document.data.files.map((file) => <span key={file.sha256}>{file.name} (<code title={file.sha256}>{file.sha256.slice(0, 12)}…</code>)</span>)}
            {compared.ledger_hash !== null && <> · ledger’s content <code title={compared.ledger_hash}>{compared.ledger_hash.slice(0, 12)}…</code></>}
          </p>
          {differences.length > 0 && <section className="panel" aria-labelledby="differences-title"><h2 id="differences-title">Rows that differ</h2><DifferenceTable differences={differences} /></section>}
          {compared.verdict !== 'exact' && isCutOff(document.data, day) && <p className="note" data-testid="cut-off">The comparison keeps its first {countText(picoOf(document.data.differences.length))} rows of {countText(picoOf(document.data.differences_total))}: this day may have more. <code>cognitrack parity --csv FILE --out FILE.json</code> writes all.</p>}
        </>
      )}
      {history.isPending && <Skeleton lines={4} />}
      {history.isError && <ErrorState error={history.error} onRetry={() => void history.refetch()} />}
      {history.data !== undefined && <Belief day={day} versions={history.data.history ?? []} believed={parameters.get('believed')} />}
    </>
  );
}

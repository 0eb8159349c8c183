// Verdict: what was found of a day, as shape, colour and word.
export type VerdictName = 'exact' | 'explained' | 'variance' | 'incomplete' | 'open' | 'unproven';

const SHAPES: Record<VerdictName, string> = {
  exact: '✓', explained: '✓·', variance: '✕', incomplete: '○', open: '◔', unproven: '·',
};
const WORDS: Record<VerdictName, string> = {
  exact: 'exact', explained: 'explained', variance: 'variance', incomplete: 'not read', open: 'open day',
  unproven: 'not compared',
};

export function verdictShape(verdict: VerdictName): string {
  return SHAPES[verdict];
}

export function verdictWord(verdict: VerdictName): string {
  return WORDS[verdict];
}

export function Verdict({ verdict, withWord = false }: { verdict: VerdictName; withWord?: boolean }) {
  return (
    <span className={`verdict ${verdict}`} title={WORDS[verdict]}>
      <span aria-hidden="true">{SHAPES[verdict]}</span>
      {withWord ? ` ${WORDS[verdict]}` : <span className="unseen">{WORDS[verdict]}</span>}
    </span>
  );
}

// ProofBadge: whether the days on screen agree with the provider's own export; it opens the evidence.
import { daysBetween, type Day } from '../format/days';
import { Link } from '../ui/link';
import { verdictShape, type VerdictName } from '../ui/verdict';
import { useProof } from './proof';

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function proofText(counts: Record<string, number>, days: number): { verdict: VerdictName; text: string } {
  const proven = (counts.exact ?? 0) + (counts.explained ?? 0);
  if ((counts.variance ?? 0) > 0) return { verdict: 'variance', text: plural(counts.variance!, 'day differs', 'days differ') };
  if ((counts.incomplete ?? 0) > 0) return { verdict: 'incomplete', text: plural(counts.incomplete!, 'day not read', 'days not read') };
  if (proven === 0) return { verdict: 'unproven', text: 'not proven yet' };
  if (proven < days) return { verdict: (counts.explained ?? 0) > 0 ? 'explained' : 'exact', text: `${proven} of ${days} days proven` };
  if ((counts.explained ?? 0) > 0) return { verdict: 'explained', text: 'all days explained' };
  return { verdict: 'exact', text: 'all days exact' };
}

interface Props {
  source: string | undefined;
  range: { from: Day; to: Day };
  search: string;
}

export function ProofBadge({ source, range, search }: Props) {
  const proof = useProof(source, range);
  if (proof.isPending) return <span className="badge quiet waiting">proof …</span>;
  const { verdict, text } = proofText(proof.counts, daysBetween(range.from, range.to));
  return (
    <Link className={`badge ${verdict}`} href={`/proof${search}`} title="Compared with the provider's own export; opens the evidence" data-testid="proof-badge">
      <span aria-hidden="true">{verdictShape(verdict)}</span> {text}
    </Link>
  );
}

// ExplorePage: what was used and what it cost, day by day.
import { useReport } from '../api/queries';
import type { PageProps } from '../shell/routes';
import { ErrorState, Skeleton } from '../ui/states';

export default function ExplorePage({ source, range }: PageProps) {
  const report = useReport({ source, from: range.from, to: range.to, group_by: ['day'] });
  if (report.isError && report.data === undefined) return <ErrorState error={report.error} onRetry={() => void report.refetch()} />;
  if (report.data === undefined) return <Skeleton height={420} />;
  return <h1>Explore</h1>;
}

// Run it: what is pulled, when, with which key, and how it went.
import type { PageProps } from '../shell/routes';
import { PageTabs, type PageTab } from '../ui/page_tabs';
import { EmptyState } from '../ui/states';
import { KeysView } from './keys_view';
import { RunDetail } from './run_detail';
import { RunOverview } from './run_overview';
import { ScheduleView } from './schedule_view';

const TABS: PageTab[] = [
  { name: '', text: 'Sources and runs' },
  { name: 'keys', text: 'Keys' },
  { name: 'schedule', text: 'Schedule' },
];

export default function RunPage(props: PageProps) {
  const part = props.segments[0] ?? '';
  const isRun = /^\d+$/.test(part);
  return (
    <>
      <div className="page-head">
        <h1>Run it</h1>
        <PageTabs page="run" tabs={TABS} current={isRun ? '' : part} parameters={props.parameters} />
      </div>
      {part === '' && <RunOverview {...props} />}
      {part === 'keys' && <KeysView {...props} />}
      {part === 'schedule' && <ScheduleView {...props} />}
      {isRun && <RunDetail key={part} id={Number(part)} {...props} />}
      {!isRun && !TABS.some((tab) => tab.name === part) && <EmptyState title="There is no such part">The tabs above are what there is.</EmptyState>}
    </>
  );
}

// Settings: oneself, people, tokens, the audit log, flags, alerts, the service.
import type { PageProps } from '../shell/routes';
import { PageTabs, type PageTab } from '../ui/page_tabs';
import { mayAct } from '../ui/role_note';
import { EmptyState } from '../ui/states';
import { AlertsView } from './alerts_view';
import { AuditView } from './audit_view';
import { FlagsView } from './flags_view';
import { OwnView } from './own_view';
import { PeopleView } from './people_view';
import { ServiceView } from './service_view';
import { TokensView } from './tokens_view';

const TABS: PageTab[] = [
  { name: '', text: 'You' },
  { name: 'people', text: 'People' },
  { name: 'tokens', text: 'Tokens' },
  { name: 'flags', text: 'Flags' },
  { name: 'alerts', text: 'Alerts' },
  { name: 'audit', text: 'Audit log' },
  { name: 'service', text: 'Service' },
];
const OF_ADMINS = ['people', 'audit'];

export default function SettingsPage(props: PageProps) {
  const part = props.segments[0] ?? '';
  const isClosed = OF_ADMINS.includes(part) && !mayAct(props.me, 'admin');
  return (
    <>
      <div className="page-head">
        <h1>Settings</h1>
        <PageTabs page="settings" tabs={TABS} current={part} parameters={props.parameters} />
      </div>
      {isClosed && <div className="card"><EmptyState title="This is for admins">You are {props.me.role}. People and the audit log are seen and changed by an admin or an owner.</EmptyState></div>}
      {part === '' && <OwnView {...props} />}
      {part === 'people' && !isClosed && <PeopleView {...props} />}
      {part === 'tokens' && <TokensView {...props} />}
      {part === 'flags' && <FlagsView {...props} />}
      {part === 'alerts' && <AlertsView {...props} />}
      {part === 'audit' && !isClosed && <AuditView {...props} />}
      {part === 'service' && <ServiceView {...props} />}
      {!TABS.some((tab) => tab.name === part) && <EmptyState title="There is no such part">The tabs above are what there is.</EmptyState>}
    </>
  );
}

// AlertList: alerts: what, since when, and who was told.
import { Moment } from '../ui/moment';
import { Tag } from '../ui/tag';
import type { Alert, Delivery } from './settings_documents';

function deliveryText(delivery: Delivery): string {
  if (delivery.delivered_at !== null) return `✓ ${delivery.target} was told`;
  return `○ ${delivery.target} not told yet${delivery.error === '' ? '' : `: ${delivery.error}`}`;
}

export function AlertList({ alerts, isStale }: { alerts: Alert[]; isStale: boolean }) {
  return (
    <ul className={`card alert-list${isStale ? ' stale' : ''}`}>
      {alerts.map((alert) => (
        <li key={alert.id} data-alert={alert.id}>
          <p className="issue-head">
            <Tag tone={alert.over_at !== null ? 'incomplete' : alert.severity === 'critical' ? 'variance' : 'explained'}>{alert.over_at !== null ? '– over' : alert.severity === 'critical' ? '✕ critical' : '! warning'}</Tag>
            <strong>{alert.rule.replace(/_/g, ' ')}</strong>
            <span className="quiet">{[alert.source, alert.subject, alert.period].filter((part) => part !== '').join(' · ')}</span>
          </p>
          <p className="issue-text">{alert.text}</p>
          <p className="caption">
            since <Moment at={alert.since} />{alert.over_at !== null && <>, over <Moment at={alert.over_at} /></>}
            {alert.deliveries.length === 0 ? ' · nobody is set to be told' : ` · ${alert.deliveries.map(deliveryText).join(' · ')}`}
          </p>
        </li>
      ))}
    </ul>
  );
}

// ServiceView: what the service is, whether it can do its work, and the settings in force.
import type { PageProps } from '../shell/routes';
import { mayAct, RoleNote } from '../ui/role_note';
import { ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { SettingsTable } from './settings_table';
import { useReadiness, useSettings, useVersion } from './settings_queries';

const CHECKS: Record<string, string> = {
  database: 'the ledger answers', schema: 'the schema is the one of this version', disk: 'there is room', draining: 'it is not being stopped',
};

export function ServiceView({ me, parameters }: PageProps) {
  const version = useVersion();
  const readiness = useReadiness();
  const may = mayAct(me, 'admin');
  const settings = useSettings(may);
  const isReady = readiness.data?.status === 'ready';
  return (
    <>
      <section className="card" aria-labelledby="service-title">
        <div className="row">
          <h2 id="service-title">CogniTrack <span data-testid="version">{version.data ?? '—'}</span></h2>
          {readiness.isError && <Tag tone="variance">✕ not answering</Tag>}
          {!readiness.isError && readiness.data !== undefined && <span data-testid="readiness"><Tag tone={isReady ? 'exact' : 'variance'}>{isReady ? '✓ ready' : '✕ not ready'}</Tag></span>}
        </div>
        {readiness.data === undefined
          ? (readiness.isError ? <ErrorState error={readiness.error} onRetry={() => void readiness.refetch()} /> : <Skeleton lines={4} />)
          : (
            <dl className={`facts checks${readiness.isError ? ' stale' : ''}`}>
              {Object.entries(readiness.data.checks).map(([name, state]) => (
                <div key={name}><dt>{name}<span className="caption"> {CHECKS[name] ?? ''}</span></dt><dd className={state === 'ok' ? 'good' : 'bad'}>{state === 'ok' ? '✓ ok' : `✕ ${state}`}</dd></div>
              ))}
            </dl>
          )}
      </section>
      <section className="panel" aria-labelledby="settings-title">
        <h2 id="settings-title">Settings in force</h2>
        {!may && <RoleNote me={me} role="admin" what="seeing the settings" />}
        {may && settings.data === undefined && (settings.isError ? <ErrorState error={settings.error} onRetry={() => void settings.refetch()} /> : <Skeleton height={420} />)}
        {settings.data !== undefined && <SettingsTable settings={settings.data} parameters={parameters} isStale={settings.isError} />}
      </section>
    </>
  );
}

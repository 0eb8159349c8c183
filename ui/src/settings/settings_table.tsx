// SettingsTable: the settings in force, where each comes from; searched, or those alone that somebody set.
import { changeParameters } from '../state/address';
import { EmptyState } from '../ui/states';
import type { Setting } from './settings_documents';

interface Props {
  settings: Setting[];
  parameters: URLSearchParams;
  isStale: boolean;
}

export function isSet(setting: Setting): boolean {
  return setting.origin !== 'default' && setting.origin !== 'not set';
}

export function SettingsTable({ settings, parameters, isStale }: Props) {
  const words = (parameters.get('find') ?? '').toLowerCase();
  const isOwn = parameters.get('set') === 'true';
  const shown = settings.filter((one) => (!isOwn || isSet(one)) && `${one.name} ${one.value ?? ''} ${one.description}`.toLowerCase().includes(words));
  return (
    <>
      <div className="row">
        <input type="search" className="find" aria-label="Find a setting" placeholder="Find a setting" data-key="filter" value={parameters.get('find') ?? ''} onChange={(event) => changeParameters({ find: event.target.value }, { replace: true })} />
        <label className="option"><input type="checkbox" checked={isOwn} onChange={(event) => changeParameters({ set: event.target.checked ? 'true' : null })} />only those that were set</label>
        <span className="space" />
        <p className="caption">They are read when the service starts. Secrets are masked.</p>
      </div>
      {shown.length === 0 ? <div className="card"><EmptyState title="No such setting" /></div> : (
        <div className={`table-box scroll-x${isStale ? ' stale' : ''}`} tabIndex={0} role="region" aria-label="Settings">
          <table className="left-table settings-table">
            <thead><tr><th scope="col">Setting</th><th scope="col">Value</th><th scope="col">From</th><th scope="col">What it is</th></tr></thead>
            <tbody>
              {shown.map((setting) => (
                <tr key={setting.name} data-setting={setting.name}>
                  <th scope="row"><code>{setting.name}</code></th>
                  <td className="wrap">{setting.value === null ? <span className="quiet">—</span> : <code>{setting.value}</code>}</td>
                  <td className={isSet(setting) ? '' : 'quiet'}>{setting.origin}</td>
                  <td className="wrap quiet">{setting.description}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

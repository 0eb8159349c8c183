// AlertRules: what is looked for, and the thresholds in force, where the role may see the settings.
import type { Me } from '../api/documents';
import { mayAct, RoleNote } from '../ui/role_note';
import { useSettings } from './settings_queries';

const RULES: [string, string, string | null][] = [
  ['parity variance', 'a comparison with an export differs by more percent than', 'COGNITRACK_PARITY_ALARM_PERCENT'],
  ['reconciliation variance', 'billed and priced costs differ in a day by more percent than', 'COGNITRACK_BILL_DAY_BAND'],
  ['stale source', 'a surface had no good read for so many hours', 'COGNITRACK_STALE_HOURS'],
  ['failed pull', 'the newest pull did not store everything', null],
  ['parked windows', 'a day could not be stored, and its retry neither', null],
  ['schema drift', 'a pull of the last seven days met a field that is not known, or missed one', null],
  ['unpriced models', 'a model used in the last 35 days has no price', null],
  ['budget', 'a budget is used up, or nearly', null],
  ['bad export', 'a file of the watched folder cannot be compared', null],
  ['told again', 'what stays is told again after so many hours', 'COGNITRACK_NOTIFY_AGAIN_HOURS'],
];

export function AlertRules({ me }: { me: Me }) {
  const may = mayAct(me, 'admin');
  const settings = useSettings(may).data;
  return (
    <details className="more">
      <summary>The rules</summary>
      {!may && <RoleNote me={me} role="admin" what="seeing the thresholds in force" />}
      <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Rules">
        <table className="left-table">
          <thead><tr><th scope="col">Rule</th><th scope="col">Crossed when</th><th scope="col">Threshold</th></tr></thead>
          <tbody>
            {RULES.map(([rule, text, setting]) => (
              <tr key={rule}>
                <th scope="row">{rule}</th>
                <td className="wrap">{text}</td>
                <td title={setting ?? ''}>{setting === null ? '' : settings?.find((one) => one.name === setting)?.value ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

// FlagTable: what each flag says, scope by scope, and who said so; operators change it here.
import { useState } from 'react';

import type { Me } from '../api/documents';
import { Moment } from '../ui/moment';
import { mayAct, RoleNote } from '../ui/role_note';
import { ErrorState, Skeleton } from '../ui/states';
import { Tag } from '../ui/tag';
import { FlagDialog, type FlagOrder } from './flag_dialog';
import type { Flag, FlagScope, FlagValue } from './run_documents';
import { useFlags } from './run_queries';

const ORIGINS: Record<FlagValue['from'], string> = {
  source: 'its own entry', everywhere: 'what holds everywhere', environment: 'the setting', built_in: 'as it is built',
};

export function isOwnEntry({ source, value }: FlagScope): boolean {
  return value.from === (source === null ? 'everywhere' : 'source');
}

interface Asked {
  flag: string;
  source: string | null;
  order: FlagOrder;
}

function ScopeLine({ flag, scope, may, onAsk }: { flag: Flag; scope: FlagScope; may: boolean; onAsk: (asked: Asked) => void }) {
  const { source, value } = scope;
  const where = source ?? 'everywhere';
  const ask = (order: FlagOrder) => () => onAsk({ flag: flag.name, source, order });
  return (
    <tr data-flag={`${flag.name} ${where}`}>
      <th scope="row">{where}</th>
      <td><Tag tone={value.on ? 'exact' : 'incomplete'}>{value.on ? '✓ on' : '○ off'}</Tag></td>
      <td>{ORIGINS[value.from]}</td>
      <td><Moment at={value.since} /></td>
      <td>{value.by ?? '—'}</td>
      <td className="wrap">{value.reason ?? '—'}</td>
      {may && (
        <td>
          <span className="actions">
            <button type="button" className="small" aria-label={`Turn ${flag.name} ${value.on ? 'off' : 'on'} ${source === null ? 'everywhere' : `for ${source}`}`} onClick={ask(value.on ? 'off' : 'on')}>Turn {value.on ? 'off' : 'on'}</button>
            {isOwnEntry(scope) && <button type="button" className="small" aria-label={`Take back ${flag.name} ${where}`} onClick={ask('reset')}>Take back</button>}
          </span>
        </td>
      )}
    </tr>
  );
}

export function FlagTable({ me }: { me: Me }) {
  const flags = useFlags();
  const [asked, ask] = useState<Asked | null>(null);
  const may = mayAct(me, 'operator');
  if (flags.data === undefined) {
    return <section className="panel">{flags.isError ? <ErrorState error={flags.error} onRetry={() => void flags.refetch()} /> : <Skeleton lines={4} />}</section>;
  }
  return (
    <>
      {flags.data.map((flag) => (
        <section key={flag.name} className="card panel" aria-labelledby={`flag-${flag.name}`}>
          <div className="row">
            <h2 id={`flag-${flag.name}`}>{flag.name === 'daily_windows' ? 'The daily pull' : flag.name}</h2>
            <span className="caption">flag <code>{flag.name}</code>: {flag.text}</span>
          </div>
          {!may && <RoleNote me={me} role="operator" what="switching it" />}
          <div className="scroll-x" tabIndex={0} role="region" aria-label={`Scopes of ${flag.name}`}>
            <table className="left-table">
              <thead><tr><th scope="col">Where</th><th scope="col">It is</th><th scope="col">By</th><th scope="col">Since</th><th scope="col">Who</th><th scope="col">Why</th>{may && <th scope="col"><span className="unseen">Change</span></th>}</tr></thead>
              <tbody>{flag.scopes.map((scope) => <ScopeLine key={scope.source ?? ''} flag={flag} scope={scope} may={may} onAsk={ask} />)}</tbody>
            </table>
          </div>
        </section>
      ))}
      {asked !== null && <FlagDialog {...asked} onClose={() => ask(null)} />}
    </>
  );
}

// DailySwitch: whether the daily pull of a source runs, and the way to stop it.
import { useState } from 'react';

import type { Me } from '../api/documents';
import { mayAct } from '../ui/role_note';
import { Tag } from '../ui/tag';
import { FlagDialog } from './flag_dialog';
import { useFlags } from './run_queries';

export function DailySwitch({ me, source }: { me: Me; source: string }) {
  const [isOpen, setOpen] = useState(false);
  const flags = useFlags().data;
  const value = flags?.find((flag) => flag.name === 'daily_windows')?.scopes.find((scope) => scope.source === source)?.value;
  if (value === undefined) return <span className="quiet">…</span>;
  const order = value.on ? 'off' : 'on';
  return (
    <>
      <Tag tone={value.on ? 'exact' : 'incomplete'} title={value.reason ?? ''}>{value.on ? '✓ on' : '○ off'}</Tag>
      {!value.on && value.reason !== null && <span className="caption"> {value.by}: {value.reason}</span>}
      {' '}
      {mayAct(me, 'operator')
        ? <button type="button" className="small" aria-label={`Turn the daily pull of ${source} ${order}`} onClick={() => setOpen(true)}>Turn {order} …</button>
        : <span className="caption">(an operator switches it)</span>}
      {isOpen && <FlagDialog flag="daily_windows" source={source} order={order} onClose={() => setOpen(false)} />}
    </>
  );
}

// AccountMenu: who looks, as what, and the way out; light and dark.
import { useQueryClient } from '@tanstack/react-query';

import { send } from '../api/client';
import type { Me } from '../api/documents';
import { chooseTheme, type Theme, useTheme } from '../state/theme';
import { goTo } from '../state/address';
import { Popover } from '../ui/popover';

const THEMES: [Theme, string][] = [['light', '☀ Light'], ['dark', '☾ Dark'], ['auto', '◐ As this machine']];

export function AccountMenu({ me }: { me: Me }) {
  const theme = useTheme();
  const client = useQueryClient();
  const name = me.account?.name ?? 'this machine';
  async function logOut(): Promise<void> {
    await send('post', '/api/v1/logout');
    client.clear();
    goTo('/login');
  }
  return (
    <Popover className="badge account" align="end" label={<><span className="initial" aria-hidden="true">{name.slice(0, 1).toUpperCase()}</span><span className="account-name">{name}</span></>} title="Account and appearance">
      {() => (
        <div className="evidence">
          <p><strong>{name}</strong></p>
          <p className="caption">{me.account === null ? 'No account yet: whoever is on this machine may read.' : `${me.role}: ${me.role === 'viewer' ? 'may read everything' : 'may read and change'}`}</p>
          <fieldset className="choice">
            <legend>Appearance</legend>
            {THEMES.map(([one, text]) => (
              <button key={one} type="button" aria-pressed={theme === one} onClick={() => chooseTheme(one)}>{text}</button>
            ))}
          </fieldset>
          {me.by === 'session' && <button type="button" className="button" onClick={() => void logOut()}>Log out</button>}
        </div>
      )}
    </Popover>
  );
}

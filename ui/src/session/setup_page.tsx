// SetupPage: takes up a one-time link: makes the first owner, or sets a password. The link's code stands
// behind the "#", which a browser keeps to itself.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { Problem, send } from '../api/client';
import { goTo } from '../state/address';
import { EntryCard } from './entry_card';

interface Link {
  code: string;
  name: string | null; // Whose password it sets; null: the first owner's.
}

export function linkIn(hash: string): Link {
  const parts = new URLSearchParams(hash.replace(/^#/, '').replaceAll("+", "%2B"));
  return { code: parts.get('code') ?? '', name: parts.get('name') };
}

export function SetupPage() {
  const client = useQueryClient();
  const [link] = useState(() => linkIn(window.location.hash));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function takeUp(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name') ?? '');
    const password = String(form.get('password'));
    if (password !== String(form.get('again'))) {
      setProblem('the two passwords are not the same');
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const token = String(form.get('code') ?? link.code);
      await send('post', '/api/v1/setup', link.name === null ? { token, name, password } : { token, password });
      await client.resetQueries();
      goTo('/', { replace: true });
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <EntryCard title={link.name === null ? 'Make the first owner' : `A new password for ${link.name}`} problem={problem}>
      <form onSubmit={(event) => void takeUp(event)}>
        {link.code === '' && <label>Code of the link <input name="code" required autoComplete="off" /></label>}
        {link.name === null && <label>Name <input name="name" autoComplete="username" required autoFocus placeholder="ann@example.com" /></label>}
        <label>Password <input name="password" type="password" autoComplete="new-password" minLength={8} required /></label>
        <label>The same again <input name="again" type="password" autoComplete="new-password" required /></label>
        <button type="submit" className="button primary" disabled={isBusy}>{isBusy ? 'Making …' : 'Begin'}</button>
      </form>
      <p className="caption">At least 8 characters; 15 are good. The link holds for 15 minutes, once.</p>
    </EntryCard>
  );
}

// LoginPage: a name and a password. What is refused is told as the service tells it.
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';

import { Problem, send } from '../api/client';
import { goTo } from '../state/address';
import { EntryCard } from './entry_card';

// Only an address of the page itself.
function wayBack(): string {
  const back = new URLSearchParams(window.location.search).get('back') ?? '/';
  return back.startsWith('/') && !back.startsWith('//') && !back.startsWith('/\\') ? back : '/';
}

export function LoginPage() {
  const client = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  async function logIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await send('post', '/api/v1/login', { name: String(form.get('name')), password: String(form.get('password')) });
      await client.resetQueries();
      goTo(wayBack(), { replace: true });
    } catch (error) {
      setProblem(error instanceof Problem ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <EntryCard title="Log in" problem={problem}>
      <form onSubmit={(event) => void logIn(event)}>
        <label>Name <input name="name" autoComplete="username" required autoFocus /></label>
        <label>Password <input name="password" type="password" autoComplete="current-password" required /></label>
        <button type="submit" className="button primary" disabled={isBusy}>{isBusy ? 'Looking …' : 'Log in'}</button>
      </form>
      <p className="caption">Locked out? At the machine: <code>cognitrack accounts password NAME</code> makes a link.</p>
    </EntryCard>
  );
}

// OwnPassword: one's own password, changed; one's other sessions end with it.
import { type FormEvent, useState } from 'react';

import { send } from '../api/client';
import { useChange } from '../ui/use_change';

interface Order {
  current_password: string;
  new_password: string;
}

export function OwnPassword({ name }: { name: string }) {
  const [unlike, setUnlike] = useState(false);
  const change = useChange(async (order: Order) => {
    const body = { ...order };
    order.current_password = order.new_password = '';
    return send('post', '/api/v1/password', body);
  }, ['sessions', 'me', 'audit']);
  const isDone = change.result !== undefined && !change.isBusy && change.problem === null;
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string): string => String(form.get(field));
    setUnlike(text('new') !== text('again'));
    if (text('new') !== text('again')) return;
    event.currentTarget.reset();
    change.run({ current_password: text('current'), new_password: text('new') });
  }
  return (
    <section className="card" aria-labelledby="password-title">
      <h2 id="password-title">Password</h2>
      <form className="fields" onSubmit={submit}>
        <input className="unseen" name="username" autoComplete="username" value={name} readOnly tabIndex={-1} aria-hidden="true" />
        <label>The one you have <input name="current" type="password" autoComplete="current-password" required /></label>
        <label>The new one <input name="new" type="password" autoComplete="new-password" minLength={8} required /></label>
        <label>The new one again <input name="again" type="password" autoComplete="new-password" required /></label>
        {(unlike || change.problem !== null) && <p className="bad" role="alert">✕ {unlike ? 'the two new passwords are not the same' : change.problem}</p>}
        <div className="row">
          <p className="caption" role="status">{isDone ? '✓ Changed; your other sessions have ended.' : 'At least 8 characters; 15 are good.'}</p>
          <span className="space" />
          <button type="submit" className="button primary" disabled={change.isBusy}>{change.isBusy ? 'At it …' : 'Change it'}</button>
        </div>
      </form>
    </section>
  );
}

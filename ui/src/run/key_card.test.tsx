import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';

import type { Me } from '../api/documents';
import { shown } from '../test_query';
import { KeyCard } from './key_card';
import type { ProviderKey } from './run_documents';
import { spent } from './secret_field';

const KEY: ProviderKey = {
  id: 3, source: 'acme', provider: 'openai', label: 'of finance', state: 'active', since: '2026-03-01T10:00:00Z', reason: null, last_four: '4711', version: 2,
  kek_id: 'ab', organisation: 'org-1', projects: 4, added_at: '2026-03-01T10:00:00Z', added_by: '', used_at: null, checked_at: null,
};
const me = (role: Me['role']): Me => ({ by: 'session', role, account: { name: 'ann', role }, sources: null, csrf_token: 'x', ends_at: null });

test('a key shows its last four characters, and what is not known as such', () => {
  shown(<KeyCard me={me('admin')} providerKey={KEY} />);
  expect(screen.getByRole('heading').textContent).toContain('…4711');
  expect(screen.getByText('Used last').nextElementSibling!.textContent).toBe('never');
  expect(screen.getByText('Added').nextElementSibling!.textContent).toBe('1 Mar 2026 10:00 UTC');
  expect(screen.getByText('Organisation').nextElementSibling!.textContent).toBe('org-1, 4 projects');
});

test('only an admin is offered to change it, and nobody a removed one', () => {
  const { unmount } = shown(<KeyCard me={me('operator')} providerKey={KEY} />);
  expect(screen.queryAllByRole('button')).toEqual([]);
  unmount();
  const gone = shown(<KeyCard me={me('owner')} providerKey={{ ...KEY, state: 'revoked', kek_id: null }} />);
  expect(screen.queryAllByRole('button')).toEqual([]);
  expect(screen.getByText('Secret').nextElementSibling!.textContent).toBe('gone');
  gone.unmount();
  shown(<KeyCard me={me('admin')} providerKey={KEY} />);
  expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Check', 'Rotate', 'Take out of use', 'Remove']);
});

test('a secret that was sent is not kept with its order', () => {
  const order = { secret: 'sk-admin-1', label: 'x' };
  expect(spent(order)).toEqual({ secret: 'sk-admin-1', label: 'x' });
  expect(order.secret).toBe('');
});

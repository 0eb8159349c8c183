import { expect, test } from 'vitest';

import type { Me } from '../api/documents';
import { linkText } from './one_time_link';
import { closedWhy, isLastOwner } from './people_table';
import type { Account } from './settings_documents';

const OWNER: Account = { name: 'ann', role: 'owner', state: 'active', created_at: '2026-11-30T09:00:00Z', last_login_at: null };

test('the last owner who can come in stays one', () => {
  expect(isLastOwner(OWNER, [OWNER, { ...OWNER, name: 'bea', state: 'disabled' }])).toBe(true);
  expect(isLastOwner(OWNER, [OWNER, { ...OWNER, name: 'bea' }])).toBe(false);
});

test('nobody changes a higher role', () => {
  const admin: Me = { by: 'session', role: 'admin', account: { name: 'bea', role: 'admin' }, sources: null, csrf_token: 'c', ends_at: null };
  expect(closedWhy(admin, OWNER)).not.toBeNull();
  expect(closedWhy({ ...admin, role: 'owner' }, OWNER)).toBeNull();
});

test('a one-time link holds its code behind the "#"', () => {
  const url = new URL(linkText({ account: { ...OWNER, name: 'a+b@example.com' }, setup_token: '9f0c', setup_expires_at: '2026-11-30T09:00:00Z' }));
  expect(url.search).toBe('');
  expect(url.hash).toBe('#code=9f0c&name=a%2Bb%40example.com');
});

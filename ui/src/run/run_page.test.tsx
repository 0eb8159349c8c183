import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { Me, Role } from '../api/documents';
import { rangeOf } from '../state/range';
import { answering, shown } from '../test_query';
import RunPage from './run_page';

const KEY = {
  id: 1, source: 'openai', provider: 'openai', label: 'prod', state: 'active', since: '2026-11-30T09:00:00Z', reason: null, last_four: 'wxyz',
  version: 1, kek_id: 'ab', organisation: 'org-abc', projects: 4, added_at: '2026-11-30T09:00:00Z', added_by: 'ann', used_at: null, checked_at: null,
};

function meAs(role: Role): Me {
  return { by: 'session', role, account: { name: 'ann', role }, sources: null, csrf_token: 'c', ends_at: null };
}

function page(role: Role, segments: string[]) {
  const parameters = new URLSearchParams();
  return <RunPage me={meAs(role)} source={undefined} range={rangeOf(parameters)} segments={segments} parameters={parameters} />;
}

test('an empty ledger says what to do', async () => {
  answering({ '/api/v1/sources': { sources: [] }, '/api/v1/runs': { runs: [] } });
  shown(page('operator', []));
  await screen.findByText('Nothing was pulled yet');
  expect(screen.getByRole('button', { name: 'Start a run' })).toBeTruthy();
});

test('a viewer sees keys and may change nothing', async () => {
  answering({ '/api/v1/sources': { sources: [] }, '/api/v1/keys': { keys: [KEY] } });
  shown(page('viewer', ['keys']));
  await screen.findByText('…wxyz');
  expect(screen.queryAllByRole('button')).toEqual([]);
  expect(screen.getByText(/takes the role admin/)).toBeTruthy();
});

test('a refused key is told as it is, and its secret has left the page', async () => {
  const asked = answering({ '/api/v1/sources': { sources: [] }, '/api/v1/keys': 502 });
  shown(page('admin', ['keys']));
  await userEvent.click(await screen.findByRole('button', { name: 'Add a key' }));
  const field = screen.getByLabelText<HTMLInputElement>('Admin key');
  await userEvent.type(field, 'sk-admin-canary');
  await userEvent.click(screen.getByRole('button', { name: 'Check and store it' }));
  expect((await screen.findAllByText(/refused with 502/)).length).toBeGreaterThan(0);
  expect(field.value).toBe('');
  expect(document.body.innerHTML).not.toContain('canary');
  expect(asked.join()).not.toContain('canary');
});

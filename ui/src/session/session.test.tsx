import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import { answering, shown } from '../test_query';
import { SessionGate } from './session_gate';
import { linkIn } from './setup_page';

test('a link’s code and name stand behind the "#"', () => {
  expect(linkIn('#code=9f0c&name=ann+work@example.com')).toEqual({ code: '9f0c', name: 'ann+work@example.com' });
  expect(linkIn('')).toEqual({ code: '', name: null });
});

test('who is not known is led to the login, with the way back', async () => {
  window.history.replaceState(null, '', '/explore?metric=output');
  answering({ '/api/v1/me': 401 });
  shown(<SessionGate />);
  await screen.findByRole('heading', { name: 'Log in' });
  expect(new URLSearchParams(window.location.search).get('back')).toBe('/explore?metric=output');
});

test('a refused password is told as the service tells it, and never leaves the body', async () => {
  window.history.replaceState(null, '', '/login');
  const asked = answering({ '/api/v1/login': 429 });
  shown(<SessionGate />);
  await userEvent.type(screen.getByLabelText('Name'), 'ann');
  await userEvent.type(screen.getByLabelText('Password'), 'secret words');
  await userEvent.click(screen.getByRole('button', { name: 'Log in' }));
  expect((await screen.findByRole('alert')).textContent).toContain('refused with 429');
  expect(asked).toEqual(['/api/v1/login']);
});

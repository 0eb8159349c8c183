// SecretField: where a secret is typed. It is emptied when it is sent.
import type { RefObject } from 'react';

interface Props {
  field: RefObject<HTMLInputElement | null>;
  label: string;
}

export function SecretField({ field, label }: Props) {
  return (
    <label>{label} <input ref={field} name="secret" type="password" className="mono" autoComplete="off" spellCheck={false} required autoFocus placeholder="sk-admin-…" /></label>
  );
}

// The same, with its secret taken out of what is kept of the request.
export function spent<Order extends { secret: string }>(order: Order): Order {
  const body = { ...order };
  order.secret = '';
  return body;
}

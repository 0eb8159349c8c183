// RoleNote: in the place of what the role may not do, why.
import type { Me, Role } from '../api/documents';

const ORDER: Role[] = ['viewer', 'operator', 'admin', 'owner'];

export function mayAct(me: Me, role: Role): boolean {
  return ORDER.indexOf(me.role) >= ORDER.indexOf(role);
}

export function RoleNote({ me, role, what }: { me: Me; role: Role; what: string }) {
  const who = me.account === null ? 'Who comes without an account may only look' : `You are ${me.role}`;
  return <p className="caption role-note">{who}: {what} takes the role {role}.</p>;
}

// The one-time link of an account: what it opens stands behind the "#", which a browser sends to nobody.
import type { AccountLink } from './settings_documents';

export function linkText(link: AccountLink): string {
  return `${window.location.origin}/setup#code=${link.setup_token}&name=${encodeURIComponent(link.account.name)}`;
}

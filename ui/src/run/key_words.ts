// What keys and their states are called.
import type { KeyState, ProviderKey } from './run_documents';
import type { RunTone } from './run_words';

export function keyStateOf(state: KeyState): { tone: RunTone; text: string } {
  switch (state) {
    case 'active': return { tone: 'exact', text: '✓ in use' };
    case 'spare': return { tone: 'incomplete', text: '○ a spare' };
    case 'auth_failed': return { tone: 'variance', text: '✕ refused by the provider' };
    case 'disabled': return { tone: 'explained', text: '– out of use' };
    case 'revoked': return { tone: 'incomplete', text: '– removed' };
  }
}

export function keyName(key: ProviderKey): string {
  return `Key ${key.id}`;
}

export function maskedText(key: ProviderKey): string {
  return key.last_four === null ? '••••' : `…${key.last_four}`;
}

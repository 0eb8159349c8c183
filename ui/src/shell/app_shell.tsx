// AppShell: what stands around every page: where one is, whose numbers and which days these are, and
// whether they are proven and fresh.
import { Suspense, useState } from 'react';

import type { Me } from '../api/documents';
import { today } from '../format/days';
import { addressOf, goTo, useAddress } from '../state/address';
import { useKeys } from '../state/keys';
import { PRESETS, rangeOf, showPreset, showRange, stepped } from '../state/range';
import { chooseTheme } from '../state/theme';
import { Link } from '../ui/link';
import { EmptyState, Skeleton } from '../ui/states';
import { AccountMenu } from './account_menu';
import { ErrorFence } from './error_fence';
import { FreshnessBadge } from './freshness_badge';
import { KeyList } from './key_list';
import { OfflineBar } from './offline_bar';
import { ProofBadge } from './proof_badge';
import { RangePicker } from './range_picker';
import { PAGES } from './routes';
import { SourceSwitch } from './source_switch';

// Days and source are kept from page to page; what belongs to one page alone is not.
function shared(parameters: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['source', 'range', 'from', 'to']) {
    const value = parameters.get(name);
    if (value !== null) kept.set(name, value);
  }
  return addressOf('', kept);
}

export function AppShell({ me }: { me: Me }) {
  const { segments, parameters } = useAddress();
  const [areKeysShown, showKeys] = useState(false);
  const range = rangeOf(parameters);
  const source = parameters.get('source') ?? undefined;
  const name = segments[0] ?? 'explore';
  const page = PAGES.find((one) => one.name === name);
  const search = shared(parameters);

  const step = (direction: 1 | -1): void => {
    const next = stepped(range, direction);
    if (direction === -1 || range.to < today()) showRange(next.from, next.to);
  };
  useKeys({
    '?': () => showKeys(true),
    '[': () => step(-1),
    ']': () => step(1),
    t: () => showPreset('30d'),
    d: () => chooseTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'),
    ...Object.fromEntries(PRESETS.filter((one) => one.key !== '').map((one) => [one.key, () => showPreset(one.name)])),
    ...Object.fromEntries(PAGES.map((one) => [`g ${one.key}`, () => goTo(`/${one.name}${search}`)])),
  });

  return (
    <>
      <a className="skip" href="#main">Skip to the content</a>
      <header className="head">
        <Link className="brand" href={`/explore${search}`}><img src="/favicon.svg" alt="" width="22" height="22" />CogniTrack</Link>
        <nav aria-label="Pages">
          {PAGES.map((one) => (
            <Link key={one.name} href={`/${one.name}${search}`} aria-current={one.name === name ? 'page' : undefined}>{one.text}</Link>
          ))}
        </nav>
        <div className="head-badges">
          <SourceSwitch source={source} />
          <RangePicker range={range} />
          <ProofBadge source={source} range={range} search={search} />
          <FreshnessBadge source={source} />
          <AccountMenu me={me} />
        </div>
      </header>
      <OfflineBar />
      <main id="main" tabIndex={-1}>
        <ErrorFence key={name}>
          <Suspense fallback={<Skeleton height={420} />}>
            {page === undefined
              ? <EmptyState title="There is no such page"><Link href="/explore">Explore</Link> is the first one.</EmptyState>
              : <page.component me={me} source={source} range={range} segments={segments.slice(1)} parameters={parameters} />}
          </Suspense>
        </ErrorFence>
      </main>
      <footer className="foot">All days and times are UTC, as the provider counts them · <button type="button" className="link" onClick={() => showKeys(true)}>Keys <kbd>?</kbd></button></footer>
      <KeyList isOpen={areKeysShown} onClose={() => showKeys(false)} />
    </>
  );
}

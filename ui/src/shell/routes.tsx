// The pages, by the first segment of their address. A new page: its name in pages.json, a line here.
import { lazy, type ComponentType } from 'react';

import type { Me } from '../api/documents';
import type { DayRange } from '../state/range';

// What every page gets.
export interface PageProps {
  me: Me;
  source: string | undefined;
  range: DayRange;
  segments: string[]; // Of the address, behind the page's name.
  parameters: URLSearchParams;
}

export interface PageRoute {
  name: string;
  text: string;
  key: string; // With "g".
  component: ComponentType<PageProps>;
}

export const PAGES: PageRoute[] = [
  { name: 'explore', text: 'Explore', key: 'e', component: lazy(() => import('../explore/explore_page')) },
  { name: 'proof', text: 'Proof', key: 'p', component: lazy(() => import('../proof/proof_page')) },
  { name: 'money', text: 'Money', key: 'm', component: lazy(() => import('../money/money_page')) },
  { name: 'run', text: 'Run it', key: 'r', component: lazy(() => import('../run/run_page')) },
  { name: 'settings', text: 'Settings', key: 's', component: lazy(() => import('../settings/settings_page')) },
];

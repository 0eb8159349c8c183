// PageTabs: the parts of a page, each with an address of its own.
import { addressOf } from '../state/address';
import { Link } from './link';

export interface PageTab {
  name: string; // The segment of its address; '' for the first one.
  text: string;
}

interface Props {
  page: string;
  tabs: PageTab[];
  current: string;
  parameters: URLSearchParams;
}

// Days and source go along; what belongs to one part alone does not.
export function partAddress(page: string, part: string, parameters: URLSearchParams): string {
  const kept = new URLSearchParams();
  for (const name of ['source', 'range', 'from', 'to']) {
    const value = parameters.get(name);
    if (value !== null) kept.set(name, value);
  }
  return addressOf(part === '' ? `/${page}` : `/${page}/${part}`, kept);
}

export function PageTabs({ page, tabs, current, parameters }: Props) {
  return (
    <nav className="page-tabs" aria-label="Parts of this page">
      {tabs.map((tab) => (
        <Link key={tab.name} href={partAddress(page, tab.name, parameters)} aria-current={tab.name === current ? 'page' : undefined}>{tab.text}</Link>
      ))}
    </nav>
  );
}

// TakeAway: what is on screen as a file, as a link, and as the same question elsewhere.
import { useState } from 'react';

import { queryText } from '../api/client';
import { changed } from '../state/address';
import { Popover } from '../ui/popover';
import { save } from '../ui/save_file';
import type { ExploreProps } from './controls';
import { asCsv, asJsonLines, tableRecords } from './table_file';
import { filterText } from './view';

function Copy({ label, text }: { label: string; text: string }) {
  const [isDone, setDone] = useState(false);
  return (
    <button
      type="button"
      onClick={() => {
        void navigator.clipboard?.writeText(text).then(() => setDone(true));
      }}
    >
      {label}<span className="caption" role="status">{isDone ? '✓ copied' : ''}</span>
    </button>
  );
}

function quoted(text: string): string {
  return /^[\w=.,:/-]+$/.test(text) ? text : `'${text.replace(/'/g, "'\\''")}'`;
}

export function TakeAway({ view, explored, range, source }: ExploreProps) {
  const days = view.day === null ? range : { from: view.day, to: view.day };
  const filter = explored.filters.map(filterText);
  const query = { source, surface: view.surface, from: days.from, to: days.to, filter };
  const file = `cognitrack_${view.surface}_${days.from}_${days.to}`;
  const verb = view.surface.startsWith('costs') ? 'costs' : 'usage';
  const link = `${window.location.origin}${window.location.pathname}?${changed(new URLSearchParams(window.location.search), { from: range.from, to: range.to, range: null }).toString()}`;
  const command = ['cognitrack', verb, ...(source === undefined ? [] : ['--source', source]), '--surface', view.surface,
    '--from', days.from, '--to', days.to, '--group-by', explored.groups.join(','), ...filter.flatMap((one) => ['--filter', one])].map(quoted).join(' ');
  const rows = (format: string): string => `/api/v1/export${queryText({ ...query, format })}`;
  return (
    <Popover label="Export ▾" align="end">
      {() => (
        <div className="take-away">
          <h3>The table on screen</h3>
          <ul className="menu">
            <li><button type="button" onClick={() => save(`${file}_table.csv`, 'text/csv', asCsv(tableRecords(explored, view)))}>CSV<span className="caption">every digit</span></button></li>
            <li><button type="button" onClick={() => save(`${file}_table.jsonl`, 'application/x-ndjson', asJsonLines(tableRecords(explored, view)))}>JSON lines</button></li>
          </ul>
          <h3>The ledger&apos;s rows under it</h3>
          <ul className="menu links">
            <li><a href={rows('csv')} download>CSV<span className="caption">the provider&apos;s columns</span></a></li>
            <li><a href={rows('jsonl')} download>JSON lines</a></li>
            {view.surface.startsWith('costs') && <li><a href={rows('focus')} download>FOCUS</a></li>}
          </ul>
          <h3>The same elsewhere</h3>
          <ul className="menu">
            <li><Copy label="Copy the link" text={link} /></li>
            <li><Copy label="Copy the command" text={command} /></li>
          </ul>
        </div>
      )}
    </Popover>
  );
}

// StartRun: which source, what of it, which days; then it leads to the run.
import { useState } from 'react';

import { send } from '../api/client';
import type { Source } from '../api/documents';
import { addDays, today } from '../format/days';
import { goTo } from '../state/address';
import { AskDialog } from '../ui/ask_dialog';
import { partAddress } from '../ui/page_tabs';
import { useChange } from '../ui/use_change';
import type { StartedRun } from './run_documents';
import { SURFACE_NAMES, surfaceText } from './run_words';

export interface RunOrder {
  source?: string;
  surface?: string;
  from?: string;
  to?: string;
  days?: number;
  label?: string;
}

// Begins a run and goes to it.
export function useStartRun(parameters: URLSearchParams, onStarted?: () => void) {
  return useChange(
    async (order: RunOrder) => (await send('post', '/api/v1/runs', order)) as StartedRun,
    ['runs'],
    (started) => {
      onStarted?.();
      goTo(partAddress('run', String(started.run), parameters));
    },
  );
}

export function orderOf(form: FormData, surfaces: string[]): RunOrder {
  const order: RunOrder = {};
  const text = (name: string): string => String(form.get(name) ?? '').trim();
  if (text('source') !== '') order.source = text('source');
  const chosen = form.getAll('surface').map(String);
  if (chosen.length < surfaces.length) order.surface = chosen.join(',');
  if (text('days-kind') === 'last') order.days = Number(text('days'));
  if (text('days-kind') === 'range') {
    order.from = text('from');
    order.to = text('to');
  }
  if (text('label') !== '') order.label = text('label');
  return order;
}

interface Props {
  sources: Source[];
  source: string | undefined;
  parameters: URLSearchParams;
}

function StartDialog({ sources, source, parameters, onClose }: Props & { onClose: () => void }) {
  const start = useStartRun(parameters, onClose);
  const [kind, setKind] = useState('new');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(SURFACE_NAMES));
  const names = sources.map((one) => one.name);
  return (
    <AskDialog
      title="Start a run" action="Start" isBusy={start.isBusy} onClose={onClose}
      problem={chosen.size === 0 ? 'choose at least one surface' : start.problem}
      onSubmit={(form) => { if (chosen.size > 0) start.run(orderOf(form, SURFACE_NAMES)); }}
    >
      {names.length > 1 && (
        <label>Source <select name="source" defaultValue={source ?? names[0]}>{names.map((name) => <option key={name}>{name}</option>)}</select></label>
      )}
      {names.length === 1 && <input type="hidden" name="source" value={names[0]} />}
      <fieldset className="options">
        <legend>Which days (UTC)</legend>
        {([['new', 'What is missing or may have changed'], ['last', 'The last days, today among them'], ['range', 'From one day to another']] as const).map(([value, text]) => (
          <label key={value} className="option"><input type="radio" name="days-kind" value={value} checked={kind === value} onChange={() => setKind(value)} />{text}</label>
        ))}
      </fieldset>
      {kind === 'last' && <label>How many days <input name="days" type="number" min={1} max={366} defaultValue={7} required /></label>}
      {kind === 'range' && (
        <div className="pair">
          <label>From <input name="from" type="date" defaultValue={addDays(today(), -6)} max={today()} required /></label>
          <label>To <input name="to" type="date" defaultValue={today()} max={today()} required /></label>
        </div>
      )}
      <details className="more">
        <summary>What of it: {chosen.size === SURFACE_NAMES.length ? 'all surfaces' : `${chosen.size} of ${SURFACE_NAMES.length} surfaces`}</summary>
        <fieldset className="options surfaces">
          <legend className="unseen">Surfaces</legend>
          <div className="row">
            <button type="button" className="small" onClick={() => setChosen(new Set(SURFACE_NAMES))}>all</button>
            <button type="button" className="small" onClick={() => setChosen(new Set())}>none</button>
          </div>
          {SURFACE_NAMES.map((name) => (
            <label key={name} className="option" title={surfaceText(name)}>
              <input
                type="checkbox" name="surface" value={name} checked={chosen.has(name)}
                onChange={(event) => setChosen(new Set(SURFACE_NAMES.filter((one) => (one === name ? event.target.checked : chosen.has(one)))))}
              />
              {name}
            </label>
          ))}
        </fieldset>
      </details>
      <label>Label, if you like <input name="label" maxLength={80} autoComplete="off" placeholder="after the restatement" /></label>
    </AskDialog>
  );
}

export function StartRun(props: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="button primary" onClick={() => setOpen(true)}>Start a run</button>
      {isOpen && <StartDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

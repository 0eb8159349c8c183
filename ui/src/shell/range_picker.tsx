// RangePicker: the days on screen, in UTC, as a badge that opens presets and two typed dates.
import { useState } from 'react';

import { addDays, isDay, rangeText, today } from '../format/days';
import { type DayRange, PRESETS, showPreset, showRange, stepped } from '../state/range';
import { Popover } from '../ui/popover';

function TypedRange({ range, onDone }: { range: DayRange; onDone: () => void }) {
  const [from, setFrom] = useState(range.from);
  const [to, setTo] = useState(range.to);
  const isRight = isDay(from) && isDay(to) && from <= to;
  return (
    <form
      className="typed-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isRight) return;
        showRange(from, to);
        onDone();
      }}
    >
      <label>From <input value={from} onChange={(event) => setFrom(event.target.value.trim())} inputMode="numeric" placeholder="2026-03-05" /></label>
      <label>To <input value={to} onChange={(event) => setTo(event.target.value.trim())} inputMode="numeric" placeholder="2026-03-31" /></label>
      <button type="submit" className="button primary" disabled={!isRight}>Show</button>
      <p className="caption">UTC days, both included</p>
    </form>
  );
}

export function RangePicker({ range }: { range: DayRange }) {
  const step = (direction: 1 | -1): void => {
    const next = stepped(range, direction);
    showRange(next.from, next.to);
  };
  return (
    <div className="range-picker">
      <button type="button" className="badge step" aria-label="The period before" onClick={() => step(-1)}>‹</button>
      <Popover className="badge" align="end" label={<span data-testid="range">{rangeText(range.from, range.to)} · UTC</span>}>
        {(close) => (
          <div className="range-menu">
            <ul className="menu">
              {PRESETS.map((preset) => (
                <li key={preset.name}>
                  <button
                    type="button"
                    aria-pressed={range.preset === preset.name}
                    onClick={() => {
                      showPreset(preset.name);
                      close();
                    }}
                  >
                    {preset.text}
                  </button>
                </li>
              ))}
            </ul>
            <TypedRange range={range} onDone={close} />
          </div>
        )}
      </Popover>
      <button
        type="button"
        className="badge step"
        aria-label="The period after"
        disabled={range.to >= addDays(today(), 0)}
        onClick={() => step(1)}
      >
        ›
      </button>
    </div>
  );
}

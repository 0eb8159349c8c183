// The bridge from priced usage to the bill: what is reproduced, and one step for each cause, over the days of
// which both sides are known.
import type { Day } from '../format/days';
import { picoOf, type Pico } from '../format/decimal';
import type { Bill, BillDay } from './money_documents';

export interface ProvenDay {
  day: BillDay;
  run: number;
}

export interface Step {
  cause: string;
  difference: Pico;
  lines: number;
}

export interface Bridge {
  billed: Pico;
  priced: Pico;
  steps: Step[]; // The largest first; 'unknown' last.
  compared: number; // Days.
  onlyBilled: Pico | null; // Of days whose usage was not read; null: there are none.
}

// Each day of the range as the newest check saw it; `bills` from the newest on.
export function newestDays(bills: { run: number; bill: Bill }[], from: Day, to: Day): Map<Day, ProvenDay> {
  const days = new Map<Day, ProvenDay>();
  for (const { run, bill } of bills) {
    for (const day of bill.days) {
      if (day.date >= from && day.date <= to && !days.has(day.date)) days.set(day.date, { day, run });
    }
  }
  return days;
}

export function bridgeOf(days: Iterable<BillDay>): Bridge {
  const steps = new Map<string, Step>();
  const bridge: Bridge = { billed: 0n, priced: 0n, steps: [], compared: 0, onlyBilled: null };
  for (const day of days) {
    const billed = picoOf(day.billed_usd);
    const priced = picoOf(day.priced_usd);
    if (billed === null) continue;
    if (priced === null) {
      bridge.onlyBilled = (bridge.onlyBilled ?? 0n) + billed;
      continue;
    }
    bridge.billed += billed;
    bridge.priced += priced;
    bridge.compared += 1;
    for (const one of day.causes) {
      const step = steps.get(one.cause) ?? { cause: one.cause, difference: 0n, lines: 0 };
      step.difference += picoOf(one.difference_usd) ?? 0n;
      step.lines += one.lines;
      steps.set(one.cause, step);
    }
  }
  const size = (step: Step): Pico => (step.difference < 0n ? -step.difference : step.difference);
  bridge.steps = [...steps.values()].sort((a, b) => (a.cause === 'unknown' ? 1 : b.cause === 'unknown' ? -1 : size(b) > size(a) ? 1 : size(b) < size(a) ? -1 : a.cause.localeCompare(b.cause)));
  return bridge;
}

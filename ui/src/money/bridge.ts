// The bridge from priced usage to the bill: one step for each cause, over the days of which both sides were
// read. Priced usage and all steps are the bill, to the last digit.
import { picoOf, type Pico } from '../format/decimal';
import { isInDollars, type Line } from './reconciled';

export interface Step {
  cause: string;
  difference: Pico; // Σ difference, billed − priced.
  size: Pico; // Σ|difference|.
  lines: number;
}

export interface Bridge {
  billed: Pico;
  priced: Pico;
  isWhole: boolean; // All use has a price.
  steps: Step[]; // The largest first, then what is too small to be a difference; 'unknown' last.
  reproduced: Pico; // Of the bill: what is left without each difference, as docs/BILL.md counts it.
  named: Pico; // Σ|difference| with a cause.
  unknown: Pico;
  compared: number; // Days.
  onlyBilled: Pico | null; // Of days whose usage was not read; null: there are none.
  onlyPriced: Pico | null; // Of days whose bill was not read.
}

// Amounts nearer than a millionth of a dollar are equal, and yet not the same digits.
export const ROUNDING = 'rounding';

function absolute(value: Pico): Pico {
  return value < 0n ? -value : value;
}

function rank(step: Step): number {
  return step.cause === 'unknown' ? 2 : step.cause === ROUNDING ? 1 : 0;
}

function inOrder(a: Step, b: Step): number {
  const byRank = rank(a) - rank(b);
  const [left, right] = [absolute(a.difference), absolute(b.difference)];
  return byRank !== 0 ? byRank : left === right ? a.cause.localeCompare(b.cause) : left < right ? 1 : -1;
}

export function bridgeOf(lines: Line[]): Bridge {
  const steps = new Map<string, Step>();
  const days = new Set<string>();
  const bridge: Bridge = {
    billed: 0n, priced: 0n, isWhole: true, steps: [], reproduced: 0n, named: 0n, unknown: 0n, compared: 0, onlyBilled: null, onlyPriced: null,
  };
  for (const line of lines) {
    if (!isInDollars(line)) continue;
    const billed = picoOf(line.billed);
    const priced = picoOf(line.priced);
    if (!line.usage_read) bridge.onlyBilled = (bridge.onlyBilled ?? 0n) + (billed ?? 0n);
    else if (!line.costs_read) bridge.onlyPriced = (bridge.onlyPriced ?? 0n) + (priced ?? 0n);
    if (!line.usage_read || !line.costs_read) continue;
    days.add(line.date);
    bridge.billed += billed ?? 0n;
    bridge.priced += priced ?? 0n;
    if ((picoOf(line.unpriced_units) ?? 0n) > 0n) bridge.isWhole = false;
    const difference = (billed ?? 0n) - (priced ?? 0n);
    if (line.cause === null && difference === 0n) continue;
    const cause = line.cause ?? ROUNDING;
    const step = steps.get(cause) ?? { cause, difference: 0n, size: 0n, lines: 0 };
    step.difference += difference;
    step.size += absolute(difference);
    step.lines += 1;
    steps.set(cause, step);
  }
  bridge.compared = days.size;
  bridge.steps = [...steps.values()].sort(inOrder);
  for (const step of bridge.steps) {
    if (step.cause === 'unknown') bridge.unknown += step.size;
    else if (step.cause !== ROUNDING) bridge.named += step.size;
  }
  bridge.reproduced = bridge.billed - bridge.named - bridge.unknown;
  return bridge;
}

// BridgeChart: priced usage on the left, the bill on the right, and between them a step for each cause. Its
// table twin stands below; the picture tells nothing that is not there.
import { approximate } from '../format/decimal';
import { compactText, exactMoneyText, moneyText } from '../format/numbers';
import { billCauseText } from './bill_words';
import type { Bridge } from './bridge';

const HEIGHT = 220;

interface Bar {
  key: string;
  text: string;
  from: number;
  to: number;
  exact: string;
  value: string;
  kind: 'whole' | 'named' | 'unknown';
}

export function barsOf(bridge: Bridge): Bar[] {
  let at = bridge.priced;
  const bars: Bar[] = [{ key: 'priced', text: 'Usage at its prices', from: 0, to: approximate(at), exact: exactMoneyText(at), value: `${bridge.isWhole ? '' : '≥ '}${moneyText(at)}`, kind: 'whole' }];
  for (const step of bridge.steps) {
    const next = at + step.difference;
    bars.push({
      key: step.cause, text: billCauseText(step.cause), from: approximate(at), to: approximate(next), exact: exactMoneyText(step.difference),
      value: moneyText(step.difference), kind: step.cause === 'unknown' ? 'unknown' : 'named',
    });
    at = next;
  }
  bars.push({ key: 'billed', text: 'Billed', from: 0, to: approximate(bridge.billed), exact: exactMoneyText(bridge.billed), value: moneyText(bridge.billed), kind: 'whole' });
  return bars;
}

const CUT_BELOW = 0.2; // Steps that are less of the bill than this are drawn larger.

// Where the axis begins: at zero, or, where the steps would be too thin to be seen, so near that they are.
export function axisOf(bars: Bar[]): { least: number; most: number; isCut: boolean } {
  const ends = bars.flatMap((bar) => (bar.kind === 'whole' ? [bar.to] : [bar.from, bar.to]));
  const most = Math.max(...ends, 1e-12);
  const lowest = Math.min(...ends);
  const span = most - lowest;
  const isCut = span > 0 && lowest > 0 && span < CUT_BELOW * most;
  return { least: isCut ? Math.max(0, lowest - span) : Math.min(lowest, 0), most, isCut };
}

export function BridgeChart({ bridge }: { bridge: Bridge }) {
  const bars = barsOf(bridge);
  const { least, most, isCut } = axisOf(bars);
  const y = (value: number): number => HEIGHT - ((Math.max(value, least) - least) / (most - least)) * HEIGHT;
  return (
    <>
      <div className="bridge" tabIndex={0} role="region" aria-label={`Of ${compactText(bridge.billed)} dollars billed, ${compactText(bridge.priced)} are usage at its prices`}>
        {bars.map((bar) => {
          const top = Math.min(y(bar.from), y(bar.to));
          return (
            <div key={bar.key} className="bridge-column" title={`${bar.text}: ${bar.exact}`}>
              <div className="bridge-space" style={{ height: HEIGHT }}>
                <span className={`bridge-bar ${bar.kind}${isCut ? ' cut' : ''}`} style={{ top, height: Math.max(2, Math.abs(y(bar.from) - y(bar.to))) }} />
              </div>
              <span className="bridge-value number">{bar.value}</span>
              <span className="bridge-text caption">{bar.text}</span>
            </div>
          );
        })}
      </div>
      {isCut && <p className="caption">Cut below, so that the steps are seen: the axis does not begin at zero.</p>}
    </>
  );
}

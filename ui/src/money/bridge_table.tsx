// BridgeTable: the bridge as numbers, each with its exact value.
import { picoOf } from '../format/decimal';
import { countText, shareText } from '../format/numbers';
import { Quantity } from '../ui/quantity';
import { billCauseText } from './bill_words';
import type { Bridge } from './bridge';

export function BridgeTable({ bridge }: { bridge: Bridge }) {
  return (
    <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="The bridge as a table">
      <table className="sides">
        <thead><tr><th scope="col">What</th><th scope="col">USD</th><th scope="col">Of the bill</th><th scope="col">Lines</th></tr></thead>
        <tbody>
          <tr data-step="priced"><th scope="row">Usage at its prices</th><td><Quantity value={bridge.priced} currency="usd" isLeast={!bridge.isWhole} /></td><td>{shareText(bridge.priced, bridge.billed)}</td><td /></tr>
          {bridge.steps.map((step) => (
            <tr key={step.cause} data-step={step.cause}>
              <th scope="row">{billCauseText(step.cause)}</th>
              <td className={step.cause === 'unknown' && step.difference !== 0n ? 'bad' : ''}><Quantity value={step.difference} currency="usd" /></td>
              <td>{shareText(step.difference, bridge.billed)}</td>
              <td>{countText(picoOf(step.lines))}</td>
            </tr>
          ))}
          <tr data-step="billed" className="total"><th scope="row"><strong>Billed</strong></th><td><strong><Quantity value={bridge.billed} currency="usd" /></strong></td><td /><td /></tr>
        </tbody>
      </table>
    </div>
  );
}

// UnpricedList: what was used and has no price, so that its cost is not known from usage alone.
import { picoOf } from '../format/decimal';
import { countText } from '../format/numbers';
import type { Unpriced } from './money_documents';

export function UnpricedList({ unpriced }: { unpriced: Unpriced[] }) {
  return (
    <>
      <p className="note">Put a price for each into a price book of your own (<code>COGNITRACK_PRICES</code>); <code>cognitrack prices infer</code> tells what the bill says was paid.</p>
      <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="Used without a price">
        <table className="sides">
          <thead><tr><th scope="col">Model or surface</th><th scope="col" className="text">Tier</th><th scope="col" className="text">Meter</th><th scope="col">Units</th></tr></thead>
          <tbody>
            {unpriced.map((one) => (
              <tr key={`${one.model} ${one.tier} ${one.meter}`}><th scope="row">{one.model}</th><td className="text">{one.tier}</td><td className="text">{one.meter.replaceAll('_', ' ')}</td><td>{countText(picoOf(one.units))}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

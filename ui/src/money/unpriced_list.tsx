// UnpricedList: what was used and has no price, so that its cost is not known from usage alone.
import { picoOf } from '../format/decimal';
import { countText, UNKNOWN } from '../format/numbers';
import type { Unpriced } from './reconciled';

export function UnpricedList({ unpriced }: { unpriced: Unpriced[] }) {
  return (
    <>
      <p className="note">Put a price for each into a price book of your own (<code>COGNITRACK_PRICES</code>); <code>cognitrack prices infer</code> tells what the bill says was paid.</p>
      <div className="table-box scroll-x" tabIndex={0} role="region" aria-label="What has no price">
        <table className="sides">
          <thead><tr><th scope="col">Model or line item</th><th scope="col" className="text">Tier</th><th scope="col" className="text">Meter</th><th scope="col">Units</th><th scope="col">Days</th></tr></thead>
          <tbody>
            {unpriced.map((one) => (
              <tr key={JSON.stringify([one.model, one.tier, one.meter])} data-unpriced={`${one.model} ${one.tier} ${one.meter}`} data-units={one.units.toString()}>
                <th scope="row">{one.model ?? UNKNOWN}</th><td className="text">{one.tier ?? UNKNOWN}</td><td className="text">{one.meter?.replaceAll('_', ' ') ?? UNKNOWN}</td>
                <td>{countText(one.units)}</td><td>{countText(picoOf(one.days))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// BridgeFigures: of what was billed, how much prices reproduce, how much has a named cause, how much has none.
import type { Pico } from '../format/decimal';
import { shareText } from '../format/numbers';
import { Quantity } from '../ui/quantity';
import type { Bridge } from './bridge';

function Figure({ name, title, value, note }: { name: string; title: string; value: Pico; note: string }) {
  return (
    <div className="figure" data-figure={name}>
      <dt>{title}</dt>
      <dd><strong><Quantity value={value} currency="usd" /></strong><span className="figure-note">{note}</span></dd>
    </div>
  );
}

export function BridgeFigures({ bridge }: { bridge: Bridge }) {
  // Of a bill of nothing or less there are no shares.
  const share = (part: Pico): string => shareText(part, bridge.billed > 0n ? bridge.billed : null);
  return (
    <dl className="card figures four">
      <Figure name="billed" title="Billed" value={bridge.billed} note={`on ${bridge.compared} ${bridge.compared === 1 ? 'day' : 'days'} compared`} />
      <Figure name="reproduced" title="Reproduced by prices" value={bridge.reproduced} note={share(bridge.reproduced)} />
      <Figure name="named" title="Differs for a named cause" value={bridge.named} note={share(bridge.named)} />
      <Figure name="unknown" title="Differs, cause unknown" value={bridge.unknown} note={share(bridge.unknown)} />
    </dl>
  );
}

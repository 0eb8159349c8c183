// Decimals as the ledger keeps them: whole numbers of 10⁻¹², so that sums are exact. Pixels alone are
// floating.

export type Pico = bigint;
export type Figure = number | bigint | string | null | undefined;

const DIGITS = 12;
const ONE = 10n ** BigInt(DIGITS);

// null for what was not reported; a text that is no decimal is refused, never taken for 0.
export function picoOf(figure: Figure): Pico | null {
  if (figure === null || figure === undefined) return null;
  if (typeof figure === 'bigint') return figure * ONE;
  if (typeof figure === 'number') return BigInt(figure) * ONE;
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(figure);
  if (match === null) throw new Error(`'${figure}' is no decimal`);
  const [, sign, whole = '0', fraction = ''] = match;
  const pico = BigInt(whole) * ONE + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, '0'));
  return sign === '-' ? -pico : pico;
}

export function sumOf(values: Iterable<Pico | null>): Pico | null {
  let sum: Pico | null = null;
  for (const value of values) if (value !== null) sum = (sum ?? 0n) + value;
  return sum;
}

// For pixels and shares only.
export function approximate(pico: Pico): number {
  return Number(pico) / 1e12;
}

// Plain digits, as many decimals as there are.
export function exactText(pico: Pico): string {
  const digits = (pico < 0n ? -pico : pico).toString().padStart(DIGITS + 1, '0');
  const whole = digits.slice(0, -DIGITS);
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  return `${pico < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

// Half-even, to `places` decimals.
export function roundedText(pico: Pico, places: number): string {
  const step = 10n ** BigInt(DIGITS - places);
  const size = pico < 0n ? -pico : pico;
  let units = size / step;
  const rest = (size % step) * 2n;
  if (rest > step || (rest === step && units % 2n === 1n)) units += 1n;
  const digits = units.toString().padStart(places + 1, '0');
  const whole = places === 0 ? digits : digits.slice(0, -places);
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`;
  return pico < 0n && units !== 0n ? `-${text}` : text;
}

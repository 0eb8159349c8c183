// Quantity: a number as people read it, its exact value on hover and in `data-exact`.
import { exactText, type Pico } from '../format/decimal';
import { compactText, countText, exactMoneyText, moneyText } from '../format/numbers';

interface Props {
  value: Pico | null;
  currency?: string | undefined; // Money where given.
  compact?: boolean;
  isLeast?: boolean; // A part of it is unknown: "≥".
}

export function Quantity({ value, currency, compact = false, isLeast = false }: Props) {
  const exact = value === null ? 'not known' : currency === undefined ? countText(value) : exactMoneyText(value, currency);
  const text = currency !== undefined ? moneyText(value, currency) : compact ? compactText(value) : countText(value);
  return (
    <span className="number" title={exact} data-exact={value === null ? 'null' : exactText(value)}>
      {isLeast && value !== null ? '≥ ' : ''}
      {text}
    </span>
  );
}

// What the causes between usage and bill are called (docs/BILL.md).
const CAUSES: Record<string, string> = {
  unpriced_model: 'no price is known', surface_not_read: 'use that was not read', price_differs: 'another price was paid',
  free_tier: 'tokens shared for free', cost_without_usage: 'billed without use', usage_without_cost: 'used without a bill',
  clipped_day: 'a day cut short', not_settled: 'not settled yet', unknown: 'unknown',
  rounding: 'less than a millionth each',
};

export function billCauseText(cause: string): string {
  return CAUSES[cause] ?? cause.replaceAll('_', ' ');
}

// JSON as the service writes it, to the last digit: a whole number that a double cannot hold becomes
// a bigint. Decimals are strings in the documents, and stay so.

const MAY_BE_LARGE = /[:,[]\s*-?\d{16,}/;

interface ReviverContext {
  source?: string;
}

function keepDigits(_key: string, value: unknown, context?: ReviverContext): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value;
}

export function parseExact(text: string): unknown {
  if (!MAY_BE_LARGE.test(text)) return JSON.parse(text);
  return JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
}

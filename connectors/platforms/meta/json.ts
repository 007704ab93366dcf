/** A whole number that JavaScript would round. */
const LONG_NUMBER = /[[{:,]\s*-?\d{16}/;

/**
 * JSON of a body's bytes; null when it is none. A whole number past 2^53 becomes a string of its digits: it is an id,
 * and two ids rounded to one would be one comment.
 */
export function exactJson(bytes: Uint8Array): unknown {
  const text = new TextDecoder('utf-8').decode(bytes);
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The third argument is the value's own source text; TypeScript's library does not know it yet. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  const rounded = typeof value === 'number' && !Number.isSafeInteger(value);
  return rounded && source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** One escape of a JSON text; backslashes are taken in pairs, so that `\\u0000`, which is text, is left alone. */
const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/g;
const UNSTORABLE = /^\\u(?:0000|d[89a-f][0-9a-f]{2})$/;

/**
 * JSON as jsonb can hold it: NUL and lone surrogates, which it refuses, become U+FFFD as they would at the append.
 * JSON.stringify writes a pair of surrogates as letters, and escapes only what stands alone.
 */
export const storable = (value: unknown): string =>
  (JSON.stringify(value) ?? 'null').replace(ESCAPE, (escape) => (UNSTORABLE.test(escape) ? '\ufffd' : escape));

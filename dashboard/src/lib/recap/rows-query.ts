/** Which rows stand behind a number. It lives in the page's address, so that a number's rows can be sent to somebody. */
export interface RowsAsked {
  of: 'claims' | 'messages' | 'replies';
  state?: string;
  platform?: string;
  productId?: string;
}

const keys = ['of', 'state', 'platform', 'productId'] as const;

export function rowsAsked(params: Pick<URLSearchParams, 'get'>): RowsAsked | null {
  const of = params.get('of');
  if (of !== 'claims' && of !== 'messages' && of !== 'replies') return null;
  const rest = keys.slice(1).flatMap((key) => {
    const value = params.get(key);
    return value ? [[key, value] as const] : [];
  });
  return { of, ...Object.fromEntries(rest) };
}

/** "?of=claims&state=reserved": the address of a number. */
export function rowsAddress(asked: RowsAsked): string {
  const params = new URLSearchParams();
  for (const key of keys) {
    const value = asked[key];
    if (value) params.set(key, value);
  }
  return `?${params.toString()}`;
}

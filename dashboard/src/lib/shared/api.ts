/** What the hub answers when it refuses: a code for us, a sentence for the person, the field that is wrong. */
export interface Failure {
  status: number;
  code: string;
  message: string;
  field?: string;
}
export type Answered<T> = { ok: true; value: T } | { ok: false; failure: Failure };

const signedOut = new Set<() => void>();

/** Called whenever the hub says that nobody is signed in here any more. */
export function onSignedOut(told: () => void): () => void {
  signedOut.add(told);
  return () => signedOut.delete(told);
}

const unreachable: Failure = {
  status: 0,
  code: 'unreachable',
  message: 'The hub does not answer. Is it still running?',
};

async function failureOf(response: Response): Promise<Failure> {
  const fallback = { status: response.status, code: 'failed', message: `The hub answered ${response.status}.` };
  try {
    const said = (await response.json()) as Partial<Failure>;
    return {
      status: response.status,
      code: said.code ?? fallback.code,
      message: said.message ?? fallback.message,
      ...(said.field === undefined ? {} : { field: said.field }),
    };
  } catch {
    // Not JSON: a proxy answered, not the hub. Its status is all we know.
    return fallback;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One call of the hub. Refusals are values; nothing is thrown. */
export async function call<T>(method: Method, path: string, body?: unknown): Promise<Answered<T>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
  } catch {
    return { ok: false, failure: unreachable };
  }
  if (!response.ok) {
    const failure = await failureOf(response);
    if (response.status === 401) for (const told of signedOut) told();
    return { ok: false, failure };
  }
  if (response.status === 204) return { ok: true, value: undefined as T };
  return { ok: true, value: (await response.json()) as T };
}

export const get = <T>(path: string): Promise<Answered<T>> => call<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}): Promise<Answered<T>> => call<T>('POST', path, body);
export const put = <T>(path: string, body: unknown): Promise<Answered<T>> => call<T>('PUT', path, body);
export const patch = <T>(path: string, body: unknown): Promise<Answered<T>> => call<T>('PATCH', path, body);
export const remove = <T>(path: string): Promise<Answered<T>> => call<T>('DELETE', path);

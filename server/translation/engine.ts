/**
 * An engine that turns one language into another, at an address of the team's own choosing. Never needed: whoever has
 * none reads the original, and whatever it answers is shown under the original, never instead of it.
 */
export interface Engine {
  /** Kept with what it made. */
  id: 'deepl' | 'libretranslate';
  name: string;
  /** Its host, for a person. */
  host: string;
  /**
   * One request for several texts, in the given language (BCP 47). As many answers as texts.
   * @throws EngineError
   */
  translate(texts: readonly string[], into: string, signal: AbortSignal): Promise<Translated[]>;
}

export interface Translated {
  text: string;
  /** The language it was taken for; null: the engine does not say. */
  source: string | null;
}

/** What the engine answered instead; `restMs`: it is not asked again before. */
export class EngineError extends Error {
  readonly restMs: number;
  constructor(message: string, restMs: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EngineError';
    this.restMs = restMs;
  }
}

export interface EngineSettings {
  deepl: { url: string; key: string } | null;
  libretranslate: { url: string; key: string | null } | null;
}

const SECOND = 1_000;
const MOST_BYTES = 200_000;

/** What every engine's answer goes through: a status that says why, a bounded body, JSON. */
export async function askEngine(
  fetcher: typeof fetch,
  name: string,
  url: string,
  init: { headers: Record<string, string>; body: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetcher(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...init.headers },
      body: JSON.stringify(init.body),
      redirect: 'error',
      signal,
    });
  } catch (error) {
    throw new EngineError(`${name} does not answer at its address`, 30 * SECOND, error);
  }
  const text = await bounded(answer, name);
  if (!answer.ok) throw refused(name, answer.status, Number(answer.headers.get('retry-after')));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new EngineError(`${name} answered something that is no translation`, 60 * SECOND, error);
  }
}

async function bounded(answer: Response, name: string): Promise<string> {
  const text = await answer.text().catch((error: unknown) => {
    throw new EngineError(`${name} broke off its answer`, 10 * SECOND, error);
  });
  if (text.length > MOST_BYTES) throw new EngineError(`${name} answered far more than was asked`, 60 * SECOND);
  return text;
}

function refused(name: string, status: number, retryAfter: number): EngineError {
  const wait = Number.isFinite(retryAfter) && retryAfter > 0 ? Math.min(retryAfter, 3_600) * SECOND : 30 * SECOND;
  if (status === 401 || status === 403)
    return new EngineError(`${name} refuses the key: put in a valid one and start again`, 600 * SECOND);
  if (status === 429) return new EngineError(`${name} asks us to slow down`, wait);
  if (status === 456) return new EngineError(`${name} has no characters left in this period`, 3_600 * SECOND);
  if (status === 400) return new EngineError(`${name} cannot translate this, or not into that language`, 0);
  return new EngineError(`${name} answers with error ${String(status)}`, wait);
}

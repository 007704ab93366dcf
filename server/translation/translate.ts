import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Log } from '../log.ts';
import { deepl } from './deepl.ts';
import { EngineError } from './engine.ts';
import type { Engine, EngineSettings } from './engine.ts';
import { libretranslate } from './libretranslate.ts';
import { forgetOld, keep, readKept, readTexts } from './store.ts';
import type { Kept } from './store.ts';

export interface TranslationDeps {
  pool: pg.Pool;
  settings: EngineSettings;
  fetch: typeof fetch;
  now(): number;
  log: Log;
}

export interface TranslatedMessage {
  seq: number;
  text: string;
  source: string | null;
}

/** `sentence`: why some are missing, for a person. */
export interface Answer {
  translations: TranslatedMessage[];
  sentence: string | null;
}

export interface Translation {
  /** Which engine, for the settings page; null: there is none. */
  engine(): { name: string; host: string } | null;
  /** What these messages say in that language; what the engine does not answer is missing, with the reason. */
  translate(of: { workspaceId: string; showId: string }, seqs: readonly number[], into: string): Promise<Answer>;
  close(): void;
}

const WAITED_MS = 6_000;
/** A comment's first words; more is cost. */
const MOST_CHARACTERS = 500;
const MOST_AT_ONCE = 4;
const KEPT_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

/**
 * Translations of messages, each text asked for once: what was made is kept, and what is on its way is waited for. One
 * engine that hangs or refuses is left alone for a while and says so; nothing else waits for it.
 */
export function createTranslation(deps: TranslationDeps): Translation {
  const engine = engineOf(deps.settings, deps.fetch);
  const onTheWay = new Map<string, Promise<Kept | null>>();
  let resting = { untilMs: 0, sentence: '' };
  let running = 0;
  let tidied = false;
  const tidy = setInterval(() => void forget(), DAY_MS).unref();

  const forget = (): Promise<void> =>
    forgetOld(deps.pool, KEPT_DAYS).catch((error: unknown) => deps.log.warn({ error }, 'translations-not-tidied'));

  /** With the first of every start: a hub that is switched off each night never runs for a day. */
  function tidyOnce(): void {
    if (tidied) return;
    tidied = true;
    void forget();
  }

  async function translate(
    of: { workspaceId: string; showId: string },
    seqs: readonly number[],
    into: string,
  ): Promise<Answer> {
    if (engine === null) return { translations: [], sentence: NO_ENGINE };
    tidyOnce();
    const wanted = (await readTexts(deps.pool, of, seqs)).map(({ seq, text }) => ({ seq, ...shortened(text) }));
    const kept = { workspaceId: of.workspaceId, into, engine: engine.id };
    const known = new Map(
      (await readKept(deps.pool, kept, [...new Set(wanted.map((one) => one.hash))])).map((one) => [one.hash, one]),
    );
    const missing = new Map(wanted.filter((one) => !known.has(one.hash)).map((one) => [one.hash, one.text]));
    const sentence = missing.size === 0 ? null : await make(engine, kept, missing, known);
    return {
      sentence,
      translations: wanted.flatMap(({ seq, hash }) => {
        const one = known.get(hash);
        return one === undefined ? [] : [{ seq, text: one.text, source: one.source }];
      }),
    };
  }

  /** Fills `known`; answers why something is still missing. */
  async function make(
    by: Engine,
    of: Target,
    missing: ReadonlyMap<string, string>,
    known: Map<string, Kept>,
  ): Promise<string | null> {
    const fresh = [...missing].filter(([hash]) => !onTheWay.has(keyOf(of, hash)));
    const waiting = [...missing.keys()].flatMap((hash) => onTheWay.get(keyOf(of, hash)) ?? []);
    const asked = fresh.length === 0 ? null : ask(by, of, fresh);
    for (const one of [...(await Promise.all(waiting)), ...((await asked) ?? [])])
      if (one !== null) known.set(one.hash, one);
    const whole = [...missing.keys()].every((hash) => known.has(hash));
    return whole ? null : resting.untilMs > deps.now() ? resting.sentence : BUSY;
  }

  function ask(by: Engine, of: Target, fresh: readonly (readonly [string, string])[]): Promise<(Kept | null)[]> | null {
    if (resting.untilMs > deps.now() || running >= MOST_AT_ONCE) return null;
    running += 1;
    const made = askNow(by, of, fresh).finally(() => {
      running -= 1;
      for (const [hash] of fresh) onTheWay.delete(keyOf(of, hash));
    });
    fresh.forEach(([hash], at) =>
      onTheWay.set(
        keyOf(of, hash),
        made.then((all) => all[at] ?? null),
      ),
    );
    return made;
  }

  async function askNow(
    by: Engine,
    of: Target,
    fresh: readonly (readonly [string, string])[],
  ): Promise<(Kept | null)[]> {
    try {
      const said = await by.translate(
        fresh.map(([, text]) => text),
        of.into,
        AbortSignal.timeout(WAITED_MS),
      );
      const made = fresh.flatMap(([hash], at): Kept[] => {
        const one = said[at];
        return one === undefined ? [] : [{ hash, text: one.text.slice(0, 2 * MOST_CHARACTERS), source: one.source }];
      });
      await keep(deps.pool, of, made);
      return made;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      resting = { untilMs: deps.now() + Math.max(1_000, error.restMs), sentence: `${error.message}.` };
      // Without the text: what viewers write stays out of the log.
      deps.log.warn({ engine: by.id, message: error.message }, 'translation-failed');
      return fresh.map(() => null);
    }
  }

  return {
    engine: () => (engine === null ? null : { name: engine.name, host: engine.host }),
    translate,
    close: () => clearInterval(tidy),
  };
}

interface Target {
  workspaceId: string;
  into: string;
  engine: string;
}

const NO_ENGINE = 'No translation is set up: DEEPL_KEY or LIBRETRANSLATE_URL in the settings of the hub.';
const BUSY = 'The translation is still on its way: ask again in a moment.';
const keyOf = (of: Target, hash: string): string => `${of.workspaceId} ${of.into} ${hash}`;

function engineOf({ deepl: first, libretranslate: second }: EngineSettings, fetcher: typeof fetch): Engine | null {
  if (first !== null) return deepl(first, fetcher);
  return second === null ? null : libretranslate(second, fetcher);
}

function shortened(text: string): { text: string; hash: string } {
  const short = [...text].slice(0, MOST_CHARACTERS).join('');
  // Of the whole text: an erasure finds what was made of it without asking how it was cut.
  return { text: short, hash: createHash('sha256').update(text).digest('hex') };
}

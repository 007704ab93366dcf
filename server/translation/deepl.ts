import { askEngine, EngineError } from './engine.ts';
import type { Engine, Translated } from './engine.ts';

/** DeepL: POST /v2/translate { text: [], target_lang } with the key in a header. */
export function deepl(settings: { url: string; key: string }, fetcher: typeof fetch): Engine {
  const name = 'DeepL';
  return {
    id: 'deepl',
    name,
    host: new URL(settings.url).host,
    async translate(texts, into, signal) {
      const url = `${settings.url.replace(/\/+$/, '')}/v2/translate`;
      const headers = { authorization: `DeepL-Auth-Key ${settings.key}` };
      const body = { text: texts, target_lang: targetOf(into) };
      const answer = (await askEngine(fetcher, name, url, { headers, body }, signal)) as { translations?: unknown };
      return read(answer.translations, texts.length, name);
    },
  };
}

function read(found: unknown, count: number, name: string): Translated[] {
  const list: unknown[] = Array.isArray(found) ? found : [];
  if (list.length !== count) throw new EngineError(`${name} answered something that is no translation`, 60_000);
  return list.map((one) => {
    const { text, detected_source_language: source } = (one ?? {}) as Record<string, unknown>;
    if (typeof text !== 'string') throw new EngineError(`${name} answered something that is no translation`, 60_000);
    return { text, source: typeof source === 'string' ? source.toLowerCase() : null };
  });
}

/** English and Portuguese are asked for by country, Chinese by script. */
function targetOf(into: string): string {
  const language = into.toLowerCase();
  if (/^en\b/.test(language)) return language === 'en-gb' ? 'EN-GB' : 'EN-US';
  if (/^pt\b/.test(language)) return language === 'pt-pt' ? 'PT-PT' : 'PT-BR';
  if (/^zh\b/.test(language)) return /hant|tw|hk|mo/.test(language) ? 'ZH-HANT' : 'ZH-HANS';
  return (language.split('-')[0] ?? language).toUpperCase();
}

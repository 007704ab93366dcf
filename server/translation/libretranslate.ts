import { askEngine, EngineError } from './engine.ts';
import type { Engine, Translated } from './engine.ts';

/** LibreTranslate and what speaks like it: POST /translate { q, source, target, format, api_key }. [its API page] */
export function libretranslate(settings: { url: string; key: string | null }, fetcher: typeof fetch): Engine {
  const name = 'LibreTranslate';
  return {
    id: 'libretranslate',
    name,
    host: new URL(settings.url).host,
    async translate(texts, into, signal) {
      const body = {
        // A single text as a string: what only imitates LibreTranslate often takes no list.
        q: texts.length === 1 ? texts[0] : texts,
        source: 'auto',
        target: targetOf(into),
        format: 'text',
        ...(settings.key === null ? {} : { api_key: settings.key }),
      };
      const url = `${settings.url.replace(/\/+$/, '')}/translate`;
      const answer = (await askEngine(fetcher, name, url, { headers: {}, body }, signal)) as Answer | null;
      return read(answer, texts.length, name);
    },
  };
}

interface Answer {
  translatedText?: unknown;
  detectedLanguage?: unknown;
}

function read(answer: Answer | null, count: number, name: string): Translated[] {
  const said = answer?.translatedText;
  const texts: unknown[] = Array.isArray(said) ? said : [said];
  const found = answer?.detectedLanguage;
  const languages: unknown[] = Array.isArray(found) ? found : [found];
  if (texts.length !== count || texts.some((text) => typeof text !== 'string'))
    throw new EngineError(`${name} answered something that is no translation`, 60_000);
  return texts.map((text, at) => ({ text: String(text), source: languageIn(languages[at]) }));
}

function languageIn(found: unknown): string | null {
  const language = typeof found === 'object' && found !== null ? (found as { language?: unknown }).language : null;
  return typeof language === 'string' && language !== '' ? language : null;
}

/** Its models are by plain language, Chinese by script. */
function targetOf(into: string): string {
  if (/^zh\b/i.test(into)) return /hant|tw|hk|mo/i.test(into) ? 'zh-Hant' : 'zh-Hans';
  return into.split('-')[0] ?? into;
}

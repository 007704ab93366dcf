import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: Record<string, unknown>;
}

export interface FakeEngine {
  url: string;
  asked: Asked[];
  /** What the next requests get instead of a translation. */
  answer: ((asked: Asked) => { status: number; body: string; headers?: Record<string, string> } | 'hang') | null;
  close(): Promise<void>;
}

/** Speaks as LibreTranslate and DeepL do, over loopback; 'hola' becomes '«hola» in EN'. */
export async function fakeEngine(): Promise<FakeEngine> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const one: Asked = {
        path: request.url ?? '',
        headers: request.headers,
        body: JSON.parse(text) as Record<string, unknown>,
      };
      asked.push(one);
      const given = engine.answer?.(one);
      if (given === 'hang') return;
      const { status, body, headers = {} } = given ?? { status: 200, body: JSON.stringify(translated(one)) };
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine: FakeEngine = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    asked,
    answer: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return engine;
}

function translated({ path, body }: Asked): unknown {
  if (path === '/v2/translate')
    return {
      translations: (body['text'] as string[]).map((text) => ({
        detected_source_language: 'ES',
        text: `«${text}» in ${String(body['target_lang'])}`,
      })),
    };
  const texts = body['q'];
  const one = (text: string): string => `«${text}» in ${String(body['target'])}`;
  return Array.isArray(texts)
    ? {
        translatedText: texts.map(String).map(one),
        detectedLanguage: texts.map(() => ({ language: 'es', confidence: 90 })),
      }
    : { translatedText: one(String(texts)), detectedLanguage: { language: 'es', confidence: 90 } };
}

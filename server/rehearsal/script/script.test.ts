import { describe, expect, it } from 'vitest';
import { manifest as tiktok } from '../../../connectors/platforms/tiktok/manifest.ts';
import { manifest as youtube } from '../../../connectors/platforms/youtube/manifest.ts';
import { seeded } from '../../../connectors/platforms/testkit/seeded.ts';
import { codeKey } from '../../intents/fold.ts';
import { readingContext } from '../../intents/context.ts';
import { readIntent } from '../../intents/read.ts';
import { SAMPLE_CATALOG } from '../../catalog/sample.ts';
import { momentsOfSecond, rateNow } from './pace.ts';
import { createScript, type Beat, type ScriptProduct } from './script.ts';

const combinations = (options: Record<string, readonly string[]>): Record<string, string>[] =>
  Object.entries(options).reduce<Record<string, string>[]>(
    (made, [axis, values]) => made.flatMap((one) => values.map((value) => ({ ...one, [axis]: value }))),
    [{}],
  );

const catalog: ScriptProduct[] = SAMPLE_CATALOG.map(({ code, title, priceMinor, stock, options = {} }) => ({
  code,
  title,
  priceMinor,
  currency: 'EUR',
  variants: combinations(options).map((one) => ({ options: one, stock })),
}));

function perform(seed: string, seconds: number, rate: number): Beat[] {
  const random = seeded(seed);
  const script = createScript({
    random,
    catalog,
    platforms: [
      { id: 'tiktok', emits: tiktok.emits, share: 1 },
      { id: 'youtube', emits: youtube.emits, share: 1 },
    ],
    showing: 'A12',
    viewers: 400,
  });
  return Array.from({ length: seconds }, (_, second) =>
    momentsOfSecond(rate, random).map((ms) => script.said(second * 1_000 + ms)),
  ).flat();
}

describe('the script of a rehearsal', () => {
  it('says the same for the same seed, and something else for another', () => {
    const one = perform('7', 5, 200);
    expect(one).toEqual(perform('7', 5, 200));
    expect(one).not.toEqual(perform('8', 5, 200));
  });

  it('says exactly as many things as the rate asks for, on both platforms alike', () => {
    const beats = perform('7', 20, 200);
    expect(beats).toHaveLength(4_000);
    const onTiktok = beats.filter((beat) => beat.platform === 'tiktok').length;
    expect(onTiktok).toBeGreaterThan(1_800);
    expect(onTiktok).toBeLessThan(2_200);
  });

  it('asks nothing of a platform that it cannot tell', () => {
    const emits: Record<string, readonly string[]> = { tiktok: tiktok.emits, youtube: youtube.emits };
    for (const beat of perform('3', 20, 100)) expect(emits[beat.platform]).toContain(beat.event.kind);
  });

  it('claims on each platform within its first seconds, and shows every kind of thing soon', () => {
    const opening = perform('1', 5, 2);
    for (const platform of ['tiktok', 'youtube']) {
      expect(opening.some((beat) => beat.platform === platform && beat.meant?.intent === 'claim')).toBe(true);
    }
    const intents = new Set(perform('1', 60, 20).map((beat) => beat.meant?.intent));
    expect([...intents]).toEqual(expect.arrayContaining(['claim', 'cancel', 'question', 'incomplete', 'completion']));
  });

  it('is spoken in many languages', () => {
    const texts = perform('1', 30, 50)
      .map((beat) => (beat.event.kind === 'message' ? beat.event.text : ''))
      .join('\n');
    for (const letters of [
      /\p{Script=Thai}/u,
      /\p{Script=Hiragana}/u,
      /chốt|lấy/,
      /ich nehme|bitte/,
      /je prends|svp/,
      /\p{Script=Hangul}/u,
    ]) {
      expect(texts).toMatch(letters);
    }
  });

  it('lets nobody cancel sooner than three seconds after the claim, nor say anything in between', () => {
    const random = seeded('5');
    const script = createScript({
      random,
      catalog,
      platforms: [{ id: 'tiktok', emits: tiktok.emits, share: 1 }],
      showing: null,
      viewers: 400,
    });
    const last = new Map<string, number>();
    let cancels = 0;
    for (let ms = 0; ms < 60_000; ms += 5) {
      const { event, meant } = script.said(ms);
      if (event.kind !== 'message') continue;
      if (meant?.intent === 'cancel') {
        cancels++;
        expect(ms - (last.get(event.author.id) ?? -Infinity)).toBeGreaterThan(3_000);
      }
      last.set(event.author.id, ms);
    }
    expect(cancels).toBeGreaterThan(100);
  });

  it('is read by Hawker as it was meant', () => {
    const context = readingContext(catalog.map(({ code, variants }) => ({ code, options: optionsOf(variants) })));
    const wrong = perform('11', 60, 100).flatMap((beat) => misread(beat, context));
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('runs down when nobody has touched it for half an hour', () => {
    expect(rateNow(20, 60_000)).toBe(20);
    expect(rateNow(20, 31 * 60_000)).toBe(2);
  });
});

function optionsOf(variants: ScriptProduct['variants']): Record<string, string[]> {
  const options: Record<string, string[]> = {};
  for (const { options: one } of variants) {
    for (const [axis, value] of Object.entries(one)) options[axis] = [...new Set([...(options[axis] ?? []), value])];
  }
  return options;
}

function misread({ event, meant }: Beat, context: ReturnType<typeof readingContext>): string[] {
  if (event.kind !== 'message') return [];
  // An open "which one?" is about the product it named.
  const reading = readIntent(event.text, context, codeKey(meant?.intent === 'completion' ? (meant.code ?? '') : 'A12'));
  const said = `${event.text} → ${reading.intent} ${JSON.stringify(reading.lines)} ${reading.reason ?? ''}`;
  if (meant === undefined)
    return reading.intent === 'claim' && !reading.needsLook ? [`${said}, but it was no claim`] : [];
  if (meant.intent === 'completion') return reading.completes ? [] : [said];
  if (meant.intent === 'question') return reading.intent === 'question' ? [] : [said];
  const line = reading.lines[0];
  if (meant.intent === 'cancel')
    return reading.intent === 'cancel' && !reading.needsLook && line?.code === meant.code ? [] : [said];
  const code = meant.code ?? line?.code ?? null;
  const same =
    line?.code === code &&
    JSON.stringify(Object.entries(line?.variant ?? {}).sort()) === JSON.stringify(Object.entries(meant.options).sort());
  return reading.intent === 'claim' && !reading.needsLook && same && line?.quantity === meant.quantity ? [] : [said];
}

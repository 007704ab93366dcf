import { changeOf } from './changes.ts';
import type { MeaningKind } from './phrases.ts';
import { REASONS } from './reading.ts';
import type { Intent, Reason } from './reading.ts';
import type { Seen } from './seen.ts';

const READ_AS: Partial<Record<MeaningKind, string>> = {
  claim: 'takes it',
  wish: 'wants it',
  cancel: 'cancels',
  negation: 'not',
  hedge: 'not sure of it',
  complaint: 'a complaint',
  or: 'or',
  asking: 'asks',
  praise: 'praise',
};
const ASIDES = { phone: 'a telephone number', price: 'a price', measure: 'a measure, an age or a time' } as const;

/** What was read as what, for a person: "'ＭＩＮＥ' → mine (full-width), takes it; 'а12' → A12 (Cyrillic а); 'x2' → quantity 2". */
export function explain(seen: Seen, intent: Intent, reason: Reason | null): string {
  const spelling = changeOf(seen.text);
  const parts: string[] = [];
  const say = (said: string, read: string) => {
    const change = spelling(said);
    const one = change === null ? `'${said}' → ${read}` : `'${change.written}' → ${saidOf(said, read)} (${change.why})`;
    if (!parts.includes(one)) parts.push(one);
  };
  const sold = new Set(seen.goods.lines.map((line) => line.code));
  for (const mark of seen.marks) {
    if (mark.kind === 'url') parts.push('a link');
    else if (mark.kind === 'unknown-code') say(mark.said, 'no code of ours');
    else if (mark.kind === 'aside') say(mark.said, ASIDES[mark.what]);
    else if (mark.kind === 'code')
      say(mark.said, `${mark.entry.code}${mark.how === 'decided' ? ' as decided before' : ''}`);
    else if (mark.kind === 'title') {
      const code = mark.entries.map((entry) => entry.code).find((one) => sold.has(one));
      if (code !== undefined) say(mark.said, `${code} by its title`);
    } else if (mark.kind === 'number') {
      if (mark.entry !== null && sold.has(mark.entry.code)) say(mark.said, mark.entry.code);
    } else if (mark.kind === 'meaning') {
      const read = mark.meaning.kind === 'topic' ? `asks about ${mark.meaning.value}` : READ_AS[mark.meaning.kind];
      if (read !== undefined) say(mark.said, read);
    }
  }
  if (intent !== 'spam' && intent !== 'complaint') for (const one of seen.goods.said) say(one.said, one.read);
  if (reason !== null) parts.push(`needs a look: ${REASONS[reason]}`);
  return [...new Set(parts)].slice(0, 12).join('; ');
}

/** 'ＭＩＮＥ' → mine, takes it; 'а12' → A12. */
const saidOf = (said: string, read: string): string =>
  /^[A-Z0-9-]+$/i.test(read) || /^(?:quantity|no code)/.test(read) ? read : `${said}, ${read}`;

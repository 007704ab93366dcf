import { Type } from 'typebox';
import { closed, orNull, Seq } from './fields.ts';

/** BCP 47, as people's browsers say it. */
export const LanguageTag = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$', maxLength: 20 });

export const Translate = Type.Object(
  { seqs: Type.Array(Seq, { minItems: 1, maxItems: 20, uniqueItems: true }), into: LanguageTag },
  closed,
);

/** `sentence`: why some are missing. */
export const Translations = Type.Object(
  {
    translations: Type.Array(Type.Object({ seq: Seq, text: Type.String(), source: orNull(Type.String()) }, closed)),
    sentence: orNull(Type.String()),
  },
  closed,
);

/** null: none is set up. */
export const TranslationEngine = Type.Object(
  { engine: orNull(Type.Object({ name: Type.String(), host: Type.String() }, closed)) },
  closed,
);

export type Translate = Type.Static<typeof Translate>;
export type Translations = Type.Static<typeof Translations>;
export type TranslationEngine = Type.Static<typeof TranslationEngine>;

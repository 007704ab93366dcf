import { phraseIndex } from '../phrases.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { GOODS } from './goods.ts';
import { GRAMMAR } from './grammar.ts';
import { id } from './id.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { ms } from './ms.ts';
import { pt } from './pt.ts';
import { th } from './th.ts';
import { tl } from './tl.ts';
import { vi } from './vi.ts';
import { zh } from './zh.ts';

/** In the order in which a word of several languages is given to one of them. Not yet read by native speakers. */
export const LEXICONS = [en, th, vi, id, ms, tl, zh, ja, ko, es, pt, fr, de, ar];

/** Stored with every reading: what read it. Raise it when words or the reading change. */
export const LEXICON_VERSION = '2026-11-23.2';

export const PHRASES = phraseIndex(LEXICONS, GRAMMAR, GOODS);

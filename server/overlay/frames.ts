/** What goes over the line of an open page. Everything of viewers in it is `drawable` already, and is drawn as text all the same. */
export interface Look {
  language: string;
  rtl: boolean;
  /** Of a rehearsal: nothing on it is for sale, and the picture says so. */
  rehearsal: string | null;
  now: { title: string; code: string; name: string; price: string; left: string; out: boolean } | null;
  hint: { before: string; code: string; after: string } | null;
  /** The show's page, as it is read aloud; the code to scan as one path in a square of `size`. */
  address: string | null;
  qr: { size: number; path: string } | null;
  featured: { id: string; name: string; text: string } | null;
}

export interface Line {
  id: string;
  /** Empty where it is for everybody. */
  name: string;
  code: string;
  /** Behind them: what became of it, or the answer. */
  says: string;
  tone: 'good' | 'wait' | 'plain';
  /** When its author wrote; null where it answers nobody. */
  atMs: number | null;
  forMs: number;
}

export type PageFrame =
  | { t: 'look'; look: Look }
  | { t: 'lines'; lines: Line[] }
  /** Taken off at once; null: everything. */
  | { t: 'wipe'; ids: string[] | null }
  /** The line is alive. */
  | { t: 'beat' }
  /** The address was revoked: draw nothing, and do not come back. */
  | { t: 'gone' };

export type FromPage =
  /** These stood on the screen as long as they were to. */
  | { t: 'shown'; ids: string[] }
  /** Whether anybody can see the page: a source that is switched off draws for nobody. */
  | { t: 'sight'; on: boolean };

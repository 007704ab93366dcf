import { Value } from 'typebox/value';
import { Type } from 'typebox';
import { blockedOf } from './drawable.ts';
import type { FromPage, Look, PageFrame } from './frames.ts';
import { settingsOf, type OverlaySettings } from './settings.ts';
import type { OpenOverlay } from './store.ts';
import type { Variant } from './variant.ts';

/** A WebSocket as `ws` gives it. */
export interface PageSocket {
  readonly bufferedAmount: number;
  send(data: string): void;
  close(code: number, reason: string): void;
  terminate(): void;
  ping(): void;
  on(event: 'message', listener: (data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean) => void): unknown;
  on(event: 'close' | 'pong', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** The address was revoked: the page draws nothing more and does not come back. */
export const GONE = 4410;
export const COME_BACK = 1012;
const TOO_SLOW = 1013;
/** A page that has so much unread gets nothing new; what it would miss is drawn by others or told again. */
const SLOW_BYTES = 128 * 1024;
const STUCK_BYTES = 1024 * 1024;

const From = Type.Union([
  Type.Object(
    {
      t: Type.Literal('shown'),
      ids: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 64 }),
    },
    { additionalProperties: false },
  ),
  Type.Object({ t: Type.Literal('sight'), on: Type.Boolean() }, { additionalProperties: false }),
]);

/** How an overlay draws, worked out once for all of its pages. */
export interface Drawing {
  overlay: OpenOverlay;
  settings: OverlaySettings;
  blocked: ReadonlySet<string>;
  variant: Variant;
}

export const drawingOf = (overlay: OpenOverlay, variant: Variant): Drawing => {
  const settings = settingsOf(overlay.settings);
  return { overlay, settings, blocked: blockedOf(settings.blocked), variant };
};

/** One open page: what it draws, whether anybody sees it, and how far it has read. */
export class OpenPage {
  readonly socket: PageSocket;
  /** What its address was when it came; another one since then has taken its place. */
  readonly tokenHash: string;
  readonly overlayId: string;
  /** null until its overlay was read. */
  drawing: Drawing | null = null;
  alive = true;
  /** It says that somebody can see it, and keeps what it promises. */
  inSight = false;
  #look = '';
  #gone = false;

  constructor(socket: PageSocket, overlayId: string, tokenHash: string) {
    this.socket = socket;
    this.overlayId = overlayId;
    this.tokenHash = tokenHash;
  }

  get draws(): boolean {
    return !this.#gone && this.inSight && this.drawing !== null && this.socket.bufferedAmount <= SLOW_BYTES;
  }

  /** Sent when it is another one than last time. */
  look(look: Look): void {
    const text = JSON.stringify({ t: 'look', look } satisfies PageFrame);
    if (text === this.#look || this.socket.bufferedAmount > SLOW_BYTES) return;
    this.#look = text;
    this.#send(text);
  }

  send(frame: PageFrame): void {
    this.#send(JSON.stringify(frame));
  }

  /** Draws nothing more. */
  revoke(): void {
    if (this.#gone) return;
    this.send({ t: 'gone' });
    this.#gone = true;
    this.socket.close(GONE, 'gone');
  }

  #send(text: string): void {
    if (this.#gone) return;
    if (this.socket.bufferedAmount > STUCK_BYTES) {
      this.#gone = true;
      this.socket.close(TOO_SLOW, 'too slow');
      this.socket.terminate();
      return;
    }
    this.socket.send(text);
  }
}

/** What a page says; null: nothing we understand. */
export function heard(data: Buffer | ArrayBuffer | Buffer[]): FromPage | null {
  const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
  try {
    const frame: unknown = JSON.parse(bytes.toString('utf8'));
    return Value.Check(From, frame) ? frame : null;
  } catch {
    // Not JSON: nothing we understand, like any other wrong frame.
    return null;
  }
}

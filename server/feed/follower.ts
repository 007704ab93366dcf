import type { Frame, ShowReader } from './reader.ts';

/** The part of a WebSocket that is used here; `ws` has it. */
export interface Wire {
  readonly bufferedAmount: number;
  send(data: Buffer | string, options: { binary: boolean }): void;
  close(code: number, reason: string): void;
}

/** Above this a socket gets nothing more until it has read; what it missed comes as one frame. */
export const SLOW_BYTES = 1024 * 1024;
/** Above this it is closed: it does not read at all. */
export const STUCK_BYTES = 4 * 1024 * 1024;
const READY_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 250;
/** Frames a client may leave unacknowledged before it is left behind; only for clients that acknowledge at all. */
const MOST_UNACKED = 600;

/** One socket following one show: in step with the reader, or catching up by itself. */
export class Follower {
  readonly #reader: ShowReader;
  readonly #wire: Wire;
  readonly #failed: (error: unknown) => void;
  readonly #leave: () => void;
  #n: number | null;
  #inStep = false;
  #catching = false;
  #timer: NodeJS.Timeout | null = null;
  #unacked: number | null = null;
  #left = false;

  constructor(reader: ShowReader, wire: Wire, since: number | null, failed: (error: unknown) => void) {
    this.#reader = reader;
    this.#wire = wire;
    // A number this show has not reached is another database's (a backup was restored): nothing it says can be built on.
    this.#n = since !== null && since > reader.n ? null : since;
    this.#failed = failed;
    this.#leave = reader.follow((frame) => this.#take(frame));
    void this.#catchUp(false);
  }

  ack(n: number): void {
    if (this.#n === null || n > this.#n) return;
    this.#unacked = 0;
  }

  leave(): void {
    this.#left = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#leave();
  }

  #take(frame: Frame): void {
    if (!this.#inStep || this.#n === null || frame.n <= this.#n) return;
    // Catching up may have read further than the reader had: then the frame overlaps, and folding twice changes nothing.
    const hole = frame.from !== null && frame.from > this.#n;
    if (hole || this.#isSlow(SLOW_BYTES)) this.#fallBehind();
    else this.#send(frame);
  }

  #send(frame: Frame): void {
    this.#wire.send(frame.bytes, { binary: false });
    this.#n = frame.n;
    if (this.#unacked !== null) this.#unacked++;
  }

  #isSlow(bytes: number): boolean {
    if (this.#wire.bufferedAmount > STUCK_BYTES) {
      this.leave();
      this.#wire.close(1013, 'too slow');
      return true;
    }
    return this.#wire.bufferedAmount > bytes || (this.#unacked ?? 0) > MOST_UNACKED;
  }

  // From here it gets nothing until it has read: its hole is then filled by one frame of its own, or a snapshot.
  #fallBehind(): void {
    this.#inStep = false;
    if (this.#left || this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#isSlow(READY_BYTES)) this.#fallBehind();
      else void this.#catchUp(true);
    }, LOOK_EVERY_MS);
  }

  async #catchUp(inOne: boolean): Promise<void> {
    if (this.#catching) return;
    this.#catching = true;
    try {
      while (!this.#left && (this.#n === null || this.#n < this.#reader.n)) {
        const frame = await this.#reader.catchUp(this.#n, () => !this.#left, inOne);
        if (frame === null || this.#left) return;
        if (this.#isSlow(SLOW_BYTES)) return this.#fallBehind();
        this.#send(frame);
      }
      // No await since the look: the reader's next frame starts at our number or before it.
      this.#inStep = true;
    } catch (error) {
      this.#failed(error);
      this.#fallBehind();
    } finally {
      this.#catching = false;
    }
  }
}

import type { Frame } from './reader.ts';

const MOST_FRAMES = 100;
const MOST_BYTES = 4 * 1024 * 1024;

/** The last few seconds of frames: whose line dropped for a moment resumes from here, at no cost to the database. */
export class RecentFrames {
  #frames: Frame[] = [];
  #bytes = 0;

  add(frame: Frame): void {
    this.#frames.push(frame);
    this.#bytes += frame.bytes.length;
    while (this.#frames.length > MOST_FRAMES || (this.#bytes > MOST_BYTES && this.#frames.length > 1)) {
      this.#bytes -= this.#frames.shift()?.bytes.length ?? 0;
    }
  }

  /** The frame that brings somebody on from `since`; one that begins before it does no harm. */
  after(since: number): Frame | undefined {
    return this.#frames.find((frame) => frame.n > since && frame.from !== null && frame.from <= since);
  }
}

/** Times of painting as the browser gives them; a test brings its own. */
export interface Stage {
  now(): number;
  hidden(): boolean;
  coarse(): boolean;
  frame(run: () => void): void;
  later(run: () => void, ms: number): void;
}

export const browserStage: Stage = {
  now: () => performance.now(),
  hidden: () => document.hidden,
  coarse: () => matchMedia('(pointer: coarse)').matches,
  frame: (run) => requestAnimationFrame(run),
  later: (run, ms) => setTimeout(run, ms),
};

/** Least time between two flushes: each paint when calm, 10 a second in a flood, 5 on a phone, 1 when nobody looks. */
export function flushEveryMs(perSecond: number, hidden: boolean, coarse: boolean): number {
  if (hidden) return 1000;
  if (coarse) return 200;
  return perSecond > 30 ? 100 : 0;
}

/** Gathers any number of changes into one flush per paint. */
export class Painter {
  #flush: () => void;
  #stage: Stage;
  #waiting = false;
  #lastAt = -Infinity;
  #counted = 0;
  #windowAt = 0;
  #perSecond = 0;

  constructor(flush: () => void, stage: Stage = browserStage) {
    this.#flush = flush;
    this.#stage = stage;
  }
  get perSecond(): number {
    return this.#perSecond;
  }
  /** Something changed; `rows` of it count towards the pace. */
  dirty(rows: number): void {
    this.#counted += rows;
    if (this.#waiting) return;
    this.#waiting = true;
    const every = flushEveryMs(this.#perSecond, this.#stage.hidden(), this.#stage.coarse());
    const restMs = this.#lastAt + every - this.#stage.now();
    // A hidden tab has no frames: there a timer alone must do.
    const paint = () => (this.#stage.hidden() ? this.#run() : this.#stage.frame(() => this.#run()));
    if (restMs > 0) this.#stage.later(paint, restMs);
    else paint();
  }
  #run(): void {
    const now = this.#stage.now();
    if (now - this.#windowAt >= 1000) {
      this.#perSecond = (this.#counted * 1000) / Math.max(1, now - this.#windowAt);
      this.#counted = 0;
      this.#windowAt = now;
    }
    this.#lastAt = now;
    this.#waiting = false;
    this.#flush();
  }
}

/** Half-written answers by message, kept while the window is open: going to another row and back loses nothing. */
const kept = new Map<number, string>();

export const drafts = {
  get: (seq: number): string | undefined => kept.get(seq),
  keep(seq: number, text: string): void {
    if (text === '') kept.delete(seq);
    else kept.set(seq, text);
  },
};

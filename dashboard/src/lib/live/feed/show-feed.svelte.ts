import { clock } from '#lib/shared/clock.svelte.ts';
import { JsonSocket, type SocketState } from '#lib/shared/json-socket.ts';
import { Painter } from '#lib/shared/paint.ts';
import type {
  ClientFrame,
  FeedChanges,
  FeedClaim,
  FeedConnection,
  FeedDoubt,
  FeedGap,
  FeedNotice,
  FeedProduct,
  FeedQuestion,
  FeedReply,
  FeedShow,
  FeedStock,
  ServerFrame,
} from './entry.ts';
import { ShowState, type Topic } from './show-state.ts';
import { isUntold } from '../tray/untold.ts';

const address = (): string => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/feed`;

/**
 * One show as it happens. Frames go into plain data at once; the screen hears of it by one number a topic, bumped once
 * a paint. Components read the getters and draw again when their topic moved.
 */
export class ShowFeed {
  readonly showId: string;
  readonly state = new ShowState();
  #n: number | undefined;
  #acked = 0;
  #socket: JsonSocket<ServerFrame, ClientFrame>;
  #painter = new Painter(() => this.#flush());
  #touched = new Set<Topic>();
  #told = new Set<(changes: FeedChanges, first: boolean) => void>();

  #line = $state<SocketState>('connecting');
  #ready = $state(false);
  #refused = $state.raw<{ code: string; message: string } | null>(null);
  #asOfMs = $state(0);
  #delayMs = $state(0);
  #perSecond = $state(0);
  #v = $state({
    chat: 0,
    claims: 0,
    stock: 0,
    products: 0,
    replies: 0,
    questions: 0,
    doubts: 0,
    notices: 0,
    connections: 0,
    gaps: 0,
    show: 0,
  });

  #show = $derived.by(() => this.#at('show', this.state.show));
  #products = $derived.by(() => this.#at('products', [...this.state.products.values()]));
  #connections = $derived.by(() => this.#at('connections', [...this.state.connections.values()]));
  #gaps = $derived.by(() => this.#at('gaps', [...this.state.gaps.values()]));
  #stock = $derived.by(() => this.#at('stock', new Map(this.state.stock)));
  #open = $derived.by(() =>
    this.#at(
      'questions',
      [...this.state.questions.values()]
        .filter((question) => question.state === 'open')
        .sort((a, b) => a.waitingSinceMs - b.waitingSinceMs || a.seq - b.seq),
    ),
  );
  #doubts = $derived.by(() =>
    this.#at(
      'doubts',
      [...this.state.doubts.values()]
        .filter((doubt) => doubt.state === 'open')
        .sort((a, b) => a.waitingSinceMs - b.waitingSinceMs || a.seq - b.seq),
    ),
  );
  #notices = $derived.by(() =>
    this.#at(
      'notices',
      [...this.state.notices.values()]
        .filter((notice) => notice.state === 'open')
        .sort((a, b) => a.createdAtMs - b.createdAtMs || a.seq - b.seq),
    ),
  );
  #held = $derived.by(() =>
    this.#at(
      'claims',
      [...this.state.claims.values()]
        .filter((claim) => claim.held && claim.state === 'pending')
        .sort((a, b) => a.spokenAtMs - b.spokenAtMs || a.seq - b.seq),
    ),
  );

  #untold = $derived.by(() =>
    this.#at(
      'replies',
      [...this.state.replies.values()].filter(isUntold).sort((a, b) => a.createdAtMs - b.createdAtMs),
    ),
  );
  #pins = $derived.by(() =>
    this.#at(
      'replies',
      [...this.state.replies.values()].filter(
        (reply) => reply.about === 'pinned' && reply.state === 'sent' && !reply.pinned,
      ),
    ),
  );

  constructor(showId: string) {
    this.showId = showId;
    this.#socket = new JsonSocket<ServerFrame, ClientFrame>(address(), {
      opened: () => this.#follow(),
      frame: (frame) => this.#take(frame),
      state: (state) => (this.#line = state),
    });
  }
  open(): void {
    this.#socket.open();
  }
  close(): void {
    this.#socket.send({ t: 'leave', show: this.showId });
    this.#socket.close();
  }
  hurry(): void {
    this.#socket.hurry();
  }
  get line(): SocketState {
    return this.#line;
  }
  /** The first snapshot is in. */
  get ready(): boolean {
    return this.#ready;
  }
  get refused(): { code: string; message: string } | null {
    return this.#refused;
  }
  /** When the newest frame came: what is shown is true as of then. */
  get asOfMs(): number {
    return this.#asOfMs;
  }
  get delayMs(): number {
    return this.#delayMs;
  }
  get perSecond(): number {
    return this.#perSecond;
  }
  /** Moves whenever a row of the chat may look different. */
  get chatVersion(): number {
    return this.#v.chat;
  }
  get claimsVersion(): number {
    return this.#v.claims;
  }
  get repliesVersion(): number {
    return this.#v.replies;
  }
  /** Replies that reached nobody, and that nobody has seen to. */
  get untold(): FeedReply[] {
    return this.#untold;
  }
  /** What the team is asked to pin. */
  get pins(): FeedReply[] {
    return this.#pins;
  }
  get show(): FeedShow | null {
    return this.#show;
  }
  get products(): FeedProduct[] {
    return this.#products;
  }
  get connections(): FeedConnection[] {
    return this.#connections;
  }
  get gaps(): FeedGap[] {
    return this.#gaps;
  }
  /** By variant. */
  get stock(): Map<string, FeedStock> {
    return this.#stock;
  }
  get openQuestions(): FeedQuestion[] {
    return this.#open;
  }
  /** Messages that may be claims and wait for a person, the longest wait first. */
  get openDoubts(): FeedDoubt[] {
    return this.#doubts;
  }
  /** Messages that a rule keeps from everything until a person allows them, the longest wait first. */
  get heldMessages(): FeedNotice[] {
    return this.#notices.filter((notice) => notice.kind === 'held');
  }
  /** What rules would have somebody see, the newest first. */
  get alerts(): FeedNotice[] {
    return this.#notices.filter((notice) => notice.kind === 'alert').reverse();
  }
  get heldClaims(): FeedClaim[] {
    return this.#held;
  }
  /** Hears every batch of changes as it comes: for voices and sounds, not for drawing. */
  onChanges(told: (changes: FeedChanges, first: boolean) => void): () => void {
    this.#told.add(told);
    return () => this.#told.delete(told);
  }
  /** The team's names, for rows of what members did. */
  setNames(names: ReadonlyMap<string, string>): void {
    this.state.names = names;
    this.#touched.add('chat');
    this.#painter.dirty(0);
  }
  /** Messages of open questions that came before the timeline begins; at most the first hundred. */
  get unknownQuestions(): number[] {
    return this.openQuestions
      .slice(0, 100)
      .map((question) => question.seq)
      .filter((seq) => this.state.message(seq) === null);
  }
  learn(changes: FeedChanges): void {
    this.state.learn(changes);
    this.#touched.add('questions').add('chat');
    this.#painter.dirty(0);
  }
  /** Older rows that were fetched aside; they fold in like all others. */
  takeOlder(changes: FeedChanges): void {
    this.#fold(changes, false);
  }
  #at<T>(topic: Topic, value: T): T {
    void this.#v[topic];
    return value;
  }
  #follow(): void {
    this.#socket.send({ t: 'follow', show: this.showId, ...(this.#n === undefined ? {} : { since: this.#n }) });
  }
  #take(frame: ServerFrame): void {
    if (frame.t === 'refused') this.#refused = { code: frame.code, message: frame.message };
    else if (frame.show !== this.showId) return;
    else if (frame.t === 'behind') this.#follow();
    else this.#takeChanges(frame);
  }
  #takeChanges(frame: Extract<ServerFrame, { t: 'snapshot' | 'changes' }>): void {
    const first = frame.t === 'snapshot';
    if (first) this.state.clear();
    else if (this.#n !== undefined && frame.n <= this.#n) return;
    this.#n = frame.n;
    this.#refused = null;
    clock.setServer(frame.serverMs);
    this.#fold(frame.changes, first);
  }
  #fold(changes: FeedChanges, first: boolean): void {
    const touched = this.state.apply(changes);
    for (const topic of touched) this.#touched.add(topic);
    if (first) for (const topic of Object.keys(this.#v) as Topic[]) this.#touched.add(topic);
    for (const told of this.#told) told(changes, first);
    const newest = changes.messages?.at(-1);
    if (newest && !first) this.#delayMs = Math.max(0, clock.exactNow() - newest.receivedAtMs);
    this.#painter.dirty(first ? 0 : (changes.messages?.length ?? 0));
  }
  #flush(): void {
    for (const topic of this.#touched) this.#v[topic]++;
    this.#touched.clear();
    this.#ready = true;
    this.#asOfMs = Date.now();
    this.#perSecond = this.#painter.perSecond;
    if (this.#n !== undefined && this.#n !== this.#acked) {
      this.#acked = this.#n;
      this.#socket.send({ t: 'ack', show: this.showId, n: this.#n });
    }
  }
}

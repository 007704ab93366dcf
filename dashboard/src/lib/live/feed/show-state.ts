import type {
  FeedChanges,
  FeedClaim,
  FeedConnection,
  FeedDoubt,
  FeedGap,
  FeedMessage,
  FeedModeration,
  FeedNotice,
  FeedProduct,
  FeedQuestion,
  FeedReading,
  FeedReply,
  FeedShow,
  FeedStock,
} from './entry.ts';
import { isUntold } from '../tray/untold.ts';
import { setsOut } from './sets-out.ts';
import { gapLine, lineOf, Timeline } from './timeline.ts';

export type Topic =
  | 'chat'
  | 'claims'
  | 'stock'
  | 'products'
  | 'replies'
  | 'questions'
  | 'doubts'
  | 'notices'
  | 'connections'
  | 'gaps'
  | 'show';

/** Kinds that are a row of their own; likes, joins and viewer counts are figures, removals and edits change a row. */
const shownKinds = new Set(['message', 'gift', 'follow', 'share', 'pinned', 'ended', 'staff']);

const bans: ReadonlySet<string> = new Set(['ban', 'timeout', 'unban']);

const nameOf = (platform: string | null, id: string): string => `${platform ?? ''}:${id}`;

/** Everything the console knows of one show, folded from the feed. Plain data; nobody watches it, somebody asks. */
export class ShowState {
  readonly timeline = new Timeline();
  readonly readings = new Map<number, FeedReading>();
  readonly claims = new Map<string, FeedClaim>();
  readonly replies = new Map<string, FeedReply>();
  readonly questions = new Map<number, FeedQuestion>();
  readonly doubts = new Map<number, FeedDoubt>();
  readonly stock = new Map<string, FeedStock>();
  readonly products = new Map<string, FeedProduct>();
  readonly connections = new Map<string, FeedConnection>();
  readonly gaps = new Map<string, FeedGap>();
  readonly orders = new Map<string, FeedModeration>();
  readonly notices = new Map<string, FeedNotice>();
  readonly removed = new Set<number>();
  /** The newest 'stop' of each kind: who threw a switch, and when. */
  readonly stops = new Map<string, FeedMessage>();
  /** The team's names by member id: the record holds ids only. */
  names: ReadonlyMap<string, string> = new Map();
  show: FeedShow | null = null;

  readonly #claimsOf = new Map<number, string[]>();
  readonly #repliesOf = new Map<number, string[]>();
  readonly #seqOf = new Map<string, number>();
  /** The message that an edit changed, by the edit's own number. */
  readonly #editOf = new Map<number, number>();
  readonly #messages = new Map<number, FeedMessage>();
  /** Messages that were fetched for what hangs on them: known, but no row of the timeline, which has no holes. */
  readonly #aside = new Map<number, FeedMessage>();

  message(seq: number): FeedMessage | null {
    return this.#messages.get(seq) ?? this.#aside.get(seq) ?? null;
  }
  /** Keeps messages older than the timeline, e.g. those of questions that wait long. */
  learn(changes: FeedChanges): void {
    for (const message of changes.messages ?? []) this.#aside.set(message.seq, message);
    for (const reading of changes.readings ?? []) this.readings.set(reading.seq, reading);
    for (const reply of changes.replies ?? []) this.#takeReply(reply);
    for (const claim of changes.claims ?? []) this.#takeClaim(claim);
  }
  /** Who wrote or did it, as people call them. */
  nameOf(message: FeedMessage): string {
    const by = message.body?.['by'];
    if (message.kind === 'staff') return typeof by === 'string' ? (this.names.get(by) ?? 'a member') : 'Hawker';
    return message.name || message.handle;
  }
  /** Whose claim it is; one made by hand for a typed handle has its name in the team's order. */
  claimant(claim: FeedClaim): string {
    const typed = this.message(claim.seq)?.body?.['handle'];
    return claim.handle || (typeof typed === 'string' ? typed : '');
  }
  /** What the team ordered about a message and about its author, oldest first. */
  ordersOf(message: FeedMessage): FeedModeration[] {
    const about = (order: FeedModeration): boolean =>
      order.seq === message.seq ||
      (bans.has(order.kind) && order.authorId !== null && order.authorId === message.authorId);
    return [...this.orders.values()].filter(about).sort((a, b) => a.createdAtMs - b.createdAtMs);
  }
  standingOf(message: FeedMessage): {
    hidden: boolean;
    removed: boolean;
    banned: boolean;
    isNamed: boolean;
    isOwn: boolean;
  } {
    const orders = this.ordersOf(message);
    const lastBan = orders.findLast((order) => bans.has(order.kind));
    return {
      hidden: this.hiddenBy(message.seq) !== null,
      removed: this.removed.has(message.seq),
      banned: lastBan === undefined ? this.readings.get(message.seq)?.outcome === 'banned' : lastBan.kind === 'ban',
      isNamed: message.authorId !== null,
      isOwn: message.badges.includes('owner'),
    };
  }
  /** The order by which a message is hidden now. */
  hiddenBy(seq: number): FeedModeration | null {
    let newest: FeedModeration | null = null;
    for (const order of this.orders.values())
      if (order.seq === seq && (order.kind === 'hide' || order.kind === 'unhide'))
        if (newest === null || order.createdAtMs >= newest.createdAtMs) newest = order;
    return newest?.kind === 'hide' ? newest : null;
  }
  /** Is this message on the overlay now? */
  isOnAir(seq: number): boolean {
    for (const notice of this.notices.values())
      if (notice.seq === seq && notice.kind === 'featured' && notice.state === 'open' && notice.airedAtMs !== null)
        return true;
    return false;
  }
  claimsOf(seq: number): FeedClaim[] {
    return (this.#claimsOf.get(seq) ?? []).flatMap((id) => this.claims.get(id) ?? []);
  }
  repliesOf(seq: number): FeedReply[] {
    return (this.#repliesOf.get(seq) ?? []).flatMap((id) => this.replies.get(id) ?? []);
  }
  /** Takes in what changed and says which parts of the screen that touches. */
  apply(changes: FeedChanges): Set<Topic> {
    const touched = new Set<Topic>();
    const each = <T>(list: T[] | undefined, topic: Topic, take: (item: T) => void) => {
      if (list === undefined || list.length === 0) return;
      touched.add(topic);
      for (const item of list) take(item);
    };
    if (changes.show && changes.show.version >= (this.show?.version ?? 0)) {
      this.show = changes.show;
      touched.add('show');
    }
    each(changes.messages, 'chat', (message) => this.#takeMessage(message));
    each(changes.moderation, 'chat', (order) => this.#takeOrder(order));
    each(changes.notices, 'notices', (notice) => newer(this.notices, notice.id, notice));
    each(changes.readings, 'chat', (reading) => this.#takeReading(reading));
    each(changes.claims, 'claims', (claim) => this.#takeClaim(claim));
    each(changes.replies, 'replies', (reply) => this.#takeReply(reply));
    each(changes.questions, 'questions', (question) => newer(this.questions, question.seq, question));
    each(changes.doubts, 'doubts', (doubt) => newer(this.doubts, doubt.seq, doubt));
    each(changes.stock, 'stock', (stock) => newer(this.stock, stock.variantId, stock));
    each(changes.products, 'products', (product) => this.products.set(product.id, product));
    each(changes.connections, 'connections', (connection) => newer(this.connections, connection.id, connection));
    each(changes.gaps, 'gaps', (gap) => {
      newer(this.gaps, gap.id, gap);
      this.timeline.put(gapLine(this.gaps.get(gap.id) ?? gap));
      touched.add('chat');
    });
    if (['claims', 'replies', 'questions', 'notices'].some((topic) => touched.has(topic as Topic))) touched.add('chat');
    this.#trim();
    return touched;
  }
  clear(): void {
    this.timeline.clear();
    this.show = null;
    this.removed.clear();
    for (const map of [
      this.readings,
      this.claims,
      this.replies,
      this.questions,
      this.doubts,
      this.stock,
      this.products,
      this.connections,
      this.gaps,
      this.stops,
      this.orders,
      this.notices,
      this.#editOf,
      this.#claimsOf,
      this.#repliesOf,
      this.#seqOf,
      this.#messages,
      this.#aside,
    ])
      map.clear();
  }
  #takeMessage(message: FeedMessage): void {
    if (message.kind === 'removal') return this.#takeRemoval(message);
    if (message.kind === 'edit') return this.#takeEdit(message);
    if (!shownKinds.has(message.kind)) return;
    if (message.kind === 'staff') this.#takeStaff(message);
    // An edit may have come first when older rows are fetched: what is there already is at least as new.
    if (this.#messages.has(message.seq)) return;
    this.#messages.set(message.seq, message);
    if (message.platformId !== null) this.#seqOf.set(nameOf(message.platform, message.platformId), message.seq);
    if (!setsOut(message, this.show?.startedAtMs)) this.timeline.put(lineOf(message));
  }
  #takeOrder(order: FeedModeration): void {
    newer(this.orders, order.id, order);
    const gone = order.kind === 'remove' && order.outcomes.some((outcome) => outcome.state === 'sent');
    if (gone && order.seq !== null) this.removed.add(order.seq);
  }
  /** An edit has no row of its own: what is to be decided about it stands with the message it changed. */
  #takeReading(reading: FeedReading): void {
    const seq = this.#editOf.get(reading.seq) ?? reading.seq;
    this.readings.set(seq, { ...reading, seq });
  }
  #takeStaff(message: FeedMessage): void {
    const what = message.body?.['what'];
    if (message.body?.['action'] !== 'stop' || typeof what !== 'string') return;
    if ((this.stops.get(what)?.seq ?? 0) < message.seq) this.stops.set(what, message);
  }
  #takeRemoval(removal: FeedMessage): void {
    const ids = removal.body?.['targetIds'];
    if (!Array.isArray(ids)) return;
    if (removal.body?.['target'] === 'author') return this.#removeAuthors(new Set(ids.map(String)), removal);
    for (const id of ids) {
      const seq = this.#seqOf.get(nameOf(removal.platform, String(id)));
      if (seq !== undefined) this.removed.add(seq);
    }
  }
  #removeAuthors(authors: Set<string>, removal: FeedMessage): void {
    for (const [seq, message] of this.#messages) {
      const theirs = message.authorId !== null && authors.has(message.authorId);
      if (seq < removal.seq && message.platform === removal.platform && theirs) this.removed.add(seq);
    }
  }
  #takeEdit(edit: FeedMessage): void {
    const seq = edit.platformId === null ? undefined : this.#seqOf.get(nameOf(edit.platform, edit.platformId));
    const message = seq === undefined ? undefined : this.#messages.get(seq);
    if (message === undefined) return;
    this.#editOf.set(edit.seq, message.seq);
    const flagged = this.readings.get(edit.seq);
    if (flagged) this.#takeReading(flagged);
    const edited = { ...message, text: edit.text };
    this.#messages.set(message.seq, edited);
    this.timeline.put(lineOf(edited));
  }
  #takeClaim(claim: FeedClaim): void {
    if (!this.claims.has(claim.id)) hang(this.#claimsOf, claim.seq, claim.id);
    newer(this.claims, claim.id, claim);
  }
  #takeReply(reply: FeedReply): void {
    if (!this.replies.has(reply.id) && reply.seq !== null) hang(this.#repliesOf, reply.seq, reply.id);
    newer(this.replies, reply.id, reply);
  }
  /** What hangs on rows that went goes too, except claims and questions that a person must still see. */
  #trim(): void {
    for (const line of this.timeline.trim()) {
      if (line.message === null) continue;
      const { seq, platform, platformId } = line.message;
      if (this.questions.get(seq)?.state === 'open') continue;
      this.#messages.delete(seq);
      this.removed.delete(seq);
      this.readings.delete(seq);
      this.questions.delete(seq);
      if (platformId !== null) this.#seqOf.delete(nameOf(platform, platformId));
      for (const id of this.#repliesOf.get(seq) ?? []) {
        const reply = this.replies.get(id);
        if (reply !== undefined && !isUntold(reply)) this.replies.delete(id);
      }
      this.#repliesOf.delete(seq);
      const claims = this.#claimsOf.get(seq) ?? [];
      if (claims.some((id) => this.claims.get(id)?.held)) continue;
      for (const id of claims) this.claims.delete(id);
      this.#claimsOf.delete(seq);
    }
  }
}

/** Frames may overlap: an older version never replaces a newer one. */
function newer<K, V extends { version: number }>(map: Map<K, V>, key: K, value: V): void {
  const there = map.get(key);
  if (there === undefined || there.version <= value.version) map.set(key, value);
}

function hang(map: Map<number, string[]>, seq: number, id: string): void {
  const there = map.get(seq);
  if (there === undefined) map.set(seq, [id]);
  else there.push(id);
}

import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { IncomingAuthor } from './incoming.ts';

export interface AuthorRow extends IncomingAuthor {
  id: string;
  platform: string;
}

/** In a rehearsal an author belongs to that show, so that removing it leaves nobody behind. */
export function authorId(
  workspaceId: string,
  platform: string,
  author: Pick<IncomingAuthor, 'key' | 'handle'>,
  rehearsalShowId: string | null,
): string {
  const who = author.key === null ? `@${author.handle}` : `#${author.key}`;
  const parts = [workspaceId, platform, who, ...(rehearsalShowId === null ? [] : [rehearsalShowId])];
  return createHash('sha256').update(parts.join('\u001f')).digest('base64url').slice(0, 24);
}

/** Remembers who has been written with what, so that the thousandth message of a viewer costs no author row. */
export class KnownAuthors {
  readonly #known = new LRUCache<string, string>({ max: 50_000 });
  readonly #ids = new LRUCache<string, string>({ max: 50_000 });

  /** `authorId`, remembered: hashing was a tenth of an append. */
  idOf(
    workspaceId: string,
    platform: string,
    author: Pick<IncomingAuthor, 'key' | 'handle'>,
    rehearsalShowId: string | null,
  ): string {
    const name = `${workspaceId}\u001f${platform}\u001f${rehearsalShowId ?? ''}\u001f${author.key === null ? `@${author.handle}` : `#${author.key}`}`;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = authorId(workspaceId, platform, author, rehearsalShowId);
    this.#ids.set(name, id);
    return id;
  }

  /** Those that are new or have changed, in the order in which their rows must be locked. */
  unknown(authors: Iterable<AuthorRow>): AuthorRow[] {
    const found = new Map<string, AuthorRow>();
    for (const author of authors) if (this.#known.get(author.id) !== written(author)) found.set(author.id, author);
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** After the commit. */
  remember(authors: readonly AuthorRow[]): void {
    for (const author of authors) this.#known.set(author.id, written(author));
  }
}

const written = (author: AuthorRow): string =>
  `${author.handle}\u001f${author.name}\u001f${author.avatarUrl ?? ''}\u001f${author.badges.join()}`;

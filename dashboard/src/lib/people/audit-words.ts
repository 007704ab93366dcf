import { platformLook } from '#lib/shared/platforms.ts';
import type { AuditEntry } from '../../../../server/api/schemas/settings.ts';

const stopped: Record<string, string> = { replies: 'replies', claims: 'claims', automatic: 'everything automatic' };

/** An entry as a sentence without its subject; actions that nobody put into words are told by their name. */
export function auditWords(entry: Pick<AuditEntry, 'action' | 'subject' | 'detail'>): string {
  const { what, on } = entry.detail;
  if (typeof what === 'string' && what in stopped && typeof on === 'boolean')
    return `${on ? 'stopped' : 'let run again'}: ${stopped[what]}`;
  if (entry.action.startsWith('overlay:') && typeof what === 'string' && what in onScreen) return onScreen[what] ?? '';
  if (entry.action in judged) return judged[entry.action] ?? '';
  if (entry.action === 'rule:write') return ruleWords(entry.detail);
  if (entry.action === 'show:claim-words') return wordsSet(entry.detail);
  if (entry.action === 'chat:moderate') return moderationWords(entry.detail);
  const named = ['title', 'name', 'code', 'platform']
    .map((key) => entry.detail[key])
    .find((one) => typeof one === 'string');
  return [entry.action.replaceAll(/[-:.]/g, ' '), named ?? entry.subject ?? ''].filter(Boolean).join(': ');
}

function wordsSet({ words, coming }: AuditEntry['detail']): string {
  const all = Array.isArray(words) ? words.map((word) => `“${String(word)}”`).join(', ') : '';
  const where = coming === true ? ', for coming shows too' : '';
  return `${all === '' ? 'took a show’s own claim words away' : `set a show’s claim words: ${all}`}${where}`;
}

function ruleWords({ version, use, note }: AuditEntry['detail']): string {
  if (use === 'on-air') return `switched to rules version ${String(version)}`;
  if (use === 'coming') return `chose rules version ${String(version)} for coming shows`;
  return `saved rules version ${String(version)}${typeof note === 'string' ? `: ${note}` : ''}`;
}

const judged: Record<string, string> = {
  'notice:allow': 'allowed a held message',
  'notice:deny': 'denied a held message',
  'notice:done': 'put an alert away',
};

const onScreen: Record<string, string> = {
  add: 'made an overlay',
  change: 'changed an overlay',
  'new-address': 'gave an overlay a new address',
  revoke: 'revoked an overlay',
  feature: 'put a message on the screen',
  next: 'put the next message on the screen',
  clear: 'cleared the screen',
};

const ordered: Record<string, string> = {
  hide: 'hid a message',
  unhide: 'showed a message again',
  remove: 'deleted a message',
  timeout: 'timed an author out',
  ban: 'banned an author',
  unban: 'lifted a ban',
};

function moderationWords({ kind, platform }: AuditEntry['detail']): string {
  const words = ordered[String(kind)] ?? 'moderated';
  return typeof platform === 'string' ? `${words} on ${platformLook(platform).name}` : words;
}

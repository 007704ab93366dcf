import { giftValue } from './heard.ts';
import type { Heard } from './heard.ts';
import type { Condition, Limits, Rule } from './rule-set.ts';

/** Why a condition does not hold, for whoever tries a rule out. */
export function conditionSaid(field: keyof Condition, rule: Rule, heard: Heard): string {
  const { when } = rule;
  const { reading, row } = heard;
  switch (field) {
    case 'kinds':
      return `it is a ${heard.kind}, and the rule is about ${listed(when.kinds ?? ['message'])}`;
    case 'platforms':
      return `it came from ${row.platform ?? 'nowhere'}, and the rule is about ${listed(when.platforms ?? [])}`;
    case 'intents':
      return `it reads as ${reading?.intent ?? 'nothing'}, and the rule asks for ${listed(when.intents ?? [])}`;
    case 'topics':
      return `its topic is ${reading?.topic ?? 'none'}, and the rule asks for ${listed(when.topics ?? [])}`;
    case 'products':
      return heard.codes.length === 0
        ? 'it names no product, and none is showing'
        : `it is about ${listed(heard.codes)}, and the rule is about ${listed(when.products ?? [])}`;
    case 'languages':
      return `its language is ${reading?.language ?? 'not known'}, and the rule asks for ${listed(when.languages ?? [])}`;
    case 'words':
      return 'its words are not those that the rule asks for';
    case 'pattern':
      return `the pattern ${when.pattern ?? ''} is not found in “${heard.folded()}”`;
    case 'author':
      return authorSaid(when, heard);
    case 'gift':
      return giftSaid(heard);
    case 'time':
      return heard.minutes === null
        ? 'the show has not begun'
        : `the show is in its minute ${String(Math.floor(heard.minutes))}, and the rule is about others`;
    case 'needsLook':
      return when.needsLook === true ? 'it needs no look' : 'it needs a look: a person decides about it';
  }
}

function authorSaid({ author }: Condition, { author: record, row }: Heard): string {
  if (author?.badges !== undefined && !(row.badges ?? []).some((badge) => author.badges?.includes(badge)))
    return `its author has none of the badges ${listed(author.badges)}`;
  return `its author has written ${String(record.messages)} and claimed ${String(record.claims)} before, which is not what the rule asks for`;
}

function giftSaid(heard: Heard): string {
  const value = heard.kind === 'gift' ? giftValue(heard.row) : null;
  return value === null ? 'it is no gift of a known value' : `the gift is worth ${String(value)}, which is outside`;
}

const listed = (list: readonly string[]): string => (list.length === 0 ? 'nothing' : list.join(', '));

export function limitSaid(limit: keyof Limits, { limits }: Rule): string {
  switch (limit) {
    case 'coolDownSeconds':
      return `it has acted less than ${String(limits?.coolDownSeconds ?? 0)} seconds ago`;
    case 'oncePerViewer':
      return 'it acts once a viewer, and has for this one';
    case 'perMinute':
      return `it has acted ${String(limits?.perMinute ?? 0)} times within a minute`;
  }
}

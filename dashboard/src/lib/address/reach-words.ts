import type { AddressState } from '../../../../server/api/schemas/address.ts';

export interface Place {
  name: string;
  /** What it means there. */
  hint: string;
  mark: 'yes' | 'no' | 'open';
}

const order = ['machine', 'network', 'internet'] as const;
const names = { machine: 'This machine', network: 'This network', internet: 'The internet' };

/** The three places somebody can be, and whether PUBLIC_URL opens there: yes, no, or nobody knows yet. */
export function places({ reach, state }: Pick<AddressState, 'reach' | 'state'>): Place[] {
  const furthest = order.indexOf(reach);
  return order.map((place, i): Place => {
    const name = names[place];
    if (place === 'machine' && state === 'loopback') return { name, mark: 'yes', hint: 'opens here' };
    if (i > furthest) return { name, mark: 'no', hint: 'cannot open it' };
    if (state === 'proven') return { name, mark: 'yes', hint: i === furthest ? 'checked' : 'opens' };
    return {
      name,
      mark: state === 'failed' ? 'no' : 'open',
      hint: state === 'failed' ? 'did not open' : 'not checked',
    };
  });
}

const chips = {
  loopback: { tone: 'warn', text: 'Only here' },
  never: { tone: 'warn', text: 'Not checked' },
  proven: { tone: 'ok', text: 'Reachable' },
  stale: { tone: 'warn', text: 'Checked long ago' },
  failed: { tone: 'bad', text: 'Not reachable' },
} as const satisfies Record<AddressState['state'], { tone: string; text: string }>;

export const chipOf = ({ reach, state }: Pick<AddressState, 'reach' | 'state'>): { tone: string; text: string } =>
  state === 'proven' && reach === 'network' ? { tone: 'warn', text: 'Only in this network' } : chips[state];

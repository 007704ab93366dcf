import { platformLook } from '#lib/shared/platforms.ts';
import type { BackTestColumn, BackTestResult } from '../../../../server/api/schemas/rules.ts';
import { EFFECTS, nameOf } from './rule-words.ts';

export interface Line {
  name: string;
  before: string;
  after: string;
  difference: string;
  /** More than the platform allows. */
  over: boolean;
}
export interface Group {
  name: string;
  lines: Line[];
}

const number = new Intl.NumberFormat();

/** "+3", "−2", "" */
export const differenceWords = (before: bigint | number, after: bigint | number): string => {
  const by = BigInt(after) - BigInt(before);
  return by === 0n ? '' : `${by > 0n ? '+' : '−'}${number.format(by < 0n ? -by : by)}`;
};

const counted = (name: string, before: number, after: number): Line => ({
  name,
  before: number.format(before),
  after: number.format(after),
  difference: differenceWords(before, after),
  over: false,
});

/** Pairs two lists by a key; what only one of them has is zero in the other. */
function paired<T>(
  before: readonly T[],
  after: readonly T[],
  key: (one: T) => string,
  value: (one: T) => number,
): Line[] {
  const [was, is] = [new Map(before.map((one) => [key(one), one])), new Map(after.map((one) => [key(one), one]))];
  return [...new Set([...was.keys(), ...is.keys()])].map((name) => {
    const [a, b] = [was.get(name), is.get(name)];
    return counted(name, a === undefined ? 0 : value(a), b === undefined ? 0 : value(b));
  });
}

const KIND: Record<string, string> = {
  'private-reply': 'privately',
  message: 'privately',
  reply: 'in public',
  screen: 'on screen',
  unreachable: 'cannot be reached',
};
const ABOUT: Record<string, string> = {
  reserved: 'reserved',
  waitlisted: 'waitlist',
  price: 'price',
  stock: 'stock',
  link: 'link',
  offered: 'came free',
  cancelled: 'cancelled',
  late: 'heard late',
  pinned: 'message to pin',
  moved: 'moved',
  'which-one': 'which one?',
  said: 'your words',
};
const sendName = (one: BackTestColumn['sends'][number]): string =>
  `${platformLook(one.platform).name}, ${KIND[one.kind] ?? one.kind}: ${ABOUT[one.about] ?? one.about}`;

/** What the two columns say, line by line. */
export function columnLines({ before, after, newClaims, lostClaims }: BackTestResult): Group[] {
  const groups: Group[] = [
    {
      name: 'Claims',
      lines: [
        {
          ...counted('Claims', before.claims, after.claims),
          difference:
            newClaims === 0 && lostClaims === 0 ? '' : `+${number.format(newClaims)} −${number.format(lostClaims)}`,
        },
        ...values(before, after),
        counted('Questions for people', before.questions, after.questions),
        counted('Needs a look', before.needsLook, after.needsLook),
      ],
    },
    { name: 'Would send', lines: paired(before.sends, after.sends, sendName, (one) => one.count) },
    {
      name: 'Other effects',
      lines: paired(
        before.acts,
        after.acts,
        (one) => nameOf(EFFECTS, one.do),
        (one) => one.count,
      ),
    },
    { name: 'Of the platforms’ limits', lines: quota(before, after) },
  ];
  return groups.filter((group) => group.lines.length > 0);
}

function values(before: BackTestColumn, after: BackTestColumn): Line[] {
  const amount = (column: BackTestColumn, currency: string): bigint =>
    BigInt(column.value.find((one) => one.currency === currency)?.amountMinor ?? '0');
  const said = (minor: bigint, currency: string): string => {
    const format = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    return format.format(Number(minor) / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  };
  const currencies = [...new Set([...before.value, ...after.value].map((one) => one.currency))];
  return currencies.map((currency) => {
    const [was, is] = [amount(before, currency), amount(after, currency)];
    const by = is - was;
    return {
      name: `Claimed value, ${currency}`,
      before: said(was, currency),
      after: said(is, currency),
      difference: by === 0n ? '' : `${by > 0n ? '+' : '−'}${said(by < 0n ? -by : by, currency)}`,
      over: false,
    };
  });
}

function quota(before: BackTestColumn, after: BackTestColumn): Line[] {
  const name = (one: BackTestColumn['quota'][number]): string => `${platformLook(one.platform).name}: ${one.limit}`;
  const allowed = new Map([...before.quota, ...after.quota].map((one) => [name(one), one.allowed]));
  return paired(before.quota, after.quota, name, (one) => one.used).map((line) => {
    const most = allowed.get(line.name) ?? null;
    const used = after.quota.find((one) => name(one) === line.name)?.used ?? 0;
    return {
      ...line,
      name: most === null ? line.name : `${line.name} (of ${number.format(most)})`,
      over: most !== null && used > most,
    };
  });
}

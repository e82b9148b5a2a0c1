import { UsageError } from '@caselog/process';
import { readInstant } from '../instants.ts';

/** Which tickets are looked at. */
export interface Population {
  /** Opened from here on, and before that; instants. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** As they stand at the end of the history. */
  readonly priority?: string | undefined;
  readonly team?: string | undefined;
}

/** A ticket as far as populations tell them apart. */
export interface Member {
  readonly openedAtMs: number;
  readonly priority: string | undefined;
  readonly team: string | null | undefined;
}

const keys = ['from', 'to', 'priority', 'team'] as const;
type Key = (typeof keys)[number];
const isKey = (key: string): key is Key => (keys as readonly string[]).includes(key);

/** Another population, written as `from=2016-04-01,priority=P1`: what it does not name is as in `base`. @throws UsageError */
export const parsePopulation = (text: string, base: Population): Population => {
  const own: Partial<Record<Key, string>> = {};
  for (const part of text.split(',')) {
    const [key = '', ...value] = part.split('=');
    if (!isKey(key) || value.length === 0)
      throw new UsageError(
        `${JSON.stringify(part)} names no population; write it as from=2016-04-01,to=2016-05-01,priority=P1`,
      );
    own[key] = value.join('=');
  }
  return { ...base, ...own };
};

/** Whether a ticket belongs to the population. Made once, asked for every ticket. @throws UsageError for an instant that is none */
export const belongsTo = ({ from, to, priority, team }: Population): ((member: Member) => boolean) => {
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(readInstant(from));
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(readInstant(to));
  return (member) =>
    member.openedAtMs >= fromMs &&
    member.openedAtMs < toMs &&
    (priority === undefined || member.priority === priority) &&
    (team === undefined || member.team === team);
};

/** The population in words. Pure. */
export const populationWords = ({ from, to, priority, team }: Population): string => {
  const limits = [
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(to === undefined ? [] : [`before ${to}`]),
    ...(priority === undefined ? [] : [`of priority ${priority}`]),
    ...(team === undefined ? [] : [`with team ${team}`]),
  ];
  return limits.length === 0 ? 'all cases' : `cases opened ${limits.join(' ')}`;
};

import type {
  ClockEvent,
  ClockLedger,
  ClockTerms,
  Target,
  TargetKind,
  TargetTerms,
} from '../../src/index.ts';
import { clockLedger } from '../../src/index.ts';
import { at, calendar } from './calendars.ts';

export const oneDay: TargetTerms = { kind: 'first-response', within: { businessDays: 1 } };
export const hours = (kind: TargetKind, businessHours: number, warnAtFraction?: number): TargetTerms => ({
  kind,
  within: { businessHours },
  ...(warnAtFraction === undefined ? {} : { warnAtFraction }),
});

/** Nine to five in Berlin, with the targets named. */
export const terms = (...targets: TargetTerms[]): ClockTerms => ({ calendar: calendar(), targets });

type Fact = Omit<ClockEvent, 'eventId' | 'atMs'>;

/** Facts by their time in Berlin; the n-th is called `e1`, `e2` … */
export const facts = (...list: readonly (readonly [string, Fact])[]): ClockEvent[] =>
  list.map(([when, fact], index) => ({ eventId: `e${index + 1}`, atMs: at(when), ...fact }));

export const opened = (governing: ClockTerms): Fact => ({
  holder: 'desk',
  state: 'opened',
  terms: governing,
});
export const dataRequested: Fact = {
  holder: 'requester',
  state: 'awaiting-data',
  because: { key: 'data-requested', params: { items: ['log-files'] } },
};
export const dataSupplied: Fact = { holder: 'desk', state: 'triaged', reply: 'from-requester' };
export const triaged: Fact = { holder: 'desk', state: 'triaged' };
export const referred: Fact = { holder: 'third-party', state: 'third-party', because: { key: 'referred' } };
export const replied: Fact = { reply: 'to-requester' };
export const requesterReplied: Fact = { reply: 'from-requester' };
export const resolved: Fact = { holder: 'nobody', state: 'resolved' };
export const reopened: Fact = {
  holder: 'desk',
  state: 'triaged',
  reply: 'from-requester',
  because: { key: 'reopened' },
};

export function ledgerOf(events: readonly ClockEvent[], until: string): ClockLedger {
  const ledger = clockLedger(events, at(until));
  if (ledger === undefined) throw new Error(`no ticket by ${until}`);
  return ledger;
}

/** The targets of a kind in the order of their beginnings. */
export const targetsOf = (events: readonly ClockEvent[], until: string, kind: TargetKind): Target[] =>
  ledgerOf(events, until).targets.filter((target) => target.kind === kind);

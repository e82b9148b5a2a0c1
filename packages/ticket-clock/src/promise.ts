import type { Policy } from '@caselog/policy';
import { clockLedger, type Duration, type TargetKind } from '@caselog/sla';
import type { Impact, Priority } from '@caselog/ticket';

/** A target whose clock starts with the opening. Instants are epoch milliseconds. */
export interface PromisedTarget {
  readonly kind: TargetKind;
  readonly within: Duration;
  readonly clock: 'business' | 'wall';
  readonly budgetMs: number;
  readonly dueAtMs: number;
}

/** What a ticket of some impact is promised when it is opened at some moment. */
export interface TicketPromise {
  readonly priority: Priority;
  /** The calendar that governs it: its id, and where its hours are told. */
  readonly calendar: { readonly id: string; readonly zone: string };
  readonly openNow: boolean;
  /** When the desk next opens; undefined while it is open. */
  readonly opensAtMs: number | undefined;
  readonly targets: readonly PromisedTarget[];
}

/** What a policy promises a ticket of this impact, opened at `atMs`: reckoned by the clock that will hold it. Observably pure. */
export const promiseOf = (policy: Policy, impact: Impact, atMs: number): TicketPromise => {
  const priority = policy.rules.priorityOf(impact);
  const terms = policy.termsFor(priority);
  const opening = { eventId: 'opening', atMs, holder: 'desk', state: 'opened', terms } as const;
  const { calendar } = terms;
  const openNow = calendar.isOpen(atMs);
  return {
    priority,
    calendar: { id: calendar.id, zone: calendar.zone },
    openNow,
    opensAtMs: openNow ? undefined : calendar.nextOpen(atMs),
    targets: (clockLedger([opening], atMs)?.targets ?? []).flatMap((target) =>
      'dueAtMs' in target && target.dueAtMs !== undefined
        ? [
            {
              kind: target.kind,
              within: target.within,
              clock: target.clock,
              budgetMs: target.budgetMs,
              dueAtMs: target.dueAtMs,
            },
          ]
        : [],
    ),
  };
};

const accesses: Readonly<Record<Impact['access'], string>> = {
  critical: 'the service cannot be used',
  degraded: 'the service does not work as it should',
  'not-as-wished': 'the service works, but not as wished',
};
const hit: Readonly<Record<Impact['who'], string>> = {
  'one-user': 'one person is affected',
  'many-users': 'more than one person is affected',
  collaboration: 'work between people is affected',
};
const ways: Readonly<Record<Impact['workaround'], string>> = {
  none: 'there is no way round it',
  exists: 'there is a way round it',
  'not-needed': 'no way round it is needed',
};
const kinds: Readonly<Record<TargetKind, string>> = {
  'first-response': 'first reply',
  'next-response': 'next reply',
  resolution: 'solution',
};

const momentIn = (zone: string, ms: number): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(ms);

/** A promise with its reason, in plain English: `P2: first reply by …, because …`. Pure. */
export const promiseInWords = (
  { priority, calendar, targets }: TicketPromise,
  { access, who, workaround }: Impact,
): string => {
  const promised = targets.map(
    ({ kind, dueAtMs }) => `${kinds[kind]} by ${momentIn(calendar.zone, dueAtMs)}`,
  );
  const what = promised.length === 0 ? 'no time is promised' : promised.join(', ');
  return `${priority}: ${what}, because ${accesses[access]}, ${hit[who]} and ${ways[workaround]}.`;
};

import { addDuration, type Target } from '@caselog/sla';
import type { Instant } from '@caselog/ticket';
import type { TicketClock } from './clock.ts';
import { governingPolicy, type HistoryEvent, type Policies } from './facts.ts';

/** Something that falls due by time alone. */
export type DueKind =
  'target-warning' | 'target-missed' | 'reminder' | 'silence' | 'survey-lapse' | 'reopen-window';

export interface DueMoment {
  readonly kind: DueKind;
  readonly dueAtMs: number;
  /** What tells it from others of its kind on the same ticket: the target and episode, the reminder's number. */
  readonly subject: string;
  readonly episode: number;
  readonly target?: Target['kind'];
  /** Of a reminder: the first is 1. */
  readonly number?: number;
}

const already = (
  history: readonly HistoryEvent[],
  type: string,
  matches: (data: never) => boolean,
): boolean => history.some((event) => event.type === type && matches(event.data as never));

const targetDue = (target: Target, history: readonly HistoryEvent[]): readonly DueMoment[] => {
  const { kind, episode, startedAtMs } = target;
  // Several next responses may be owed in one episode, one after the other: the due moment tells which is meant.
  const untilMs = ('end' in target ? target.end?.atMs : undefined) ?? Number.POSITIVE_INFINITY;
  const same = (data: { target: string; dueAt: Instant }): boolean =>
    data.target === kind && Date.parse(data.dueAt) >= startedAtMs && Date.parse(data.dueAt) <= untilMs;
  const subject = `${kind} ${episode} ${target.startedAtMs}`;
  const missedAtMs =
    target.state === 'missed'
      ? target.missedAtMs
      : target.state === 'running' || target.state === 'paused'
        ? 'dueAtMs' in target
          ? target.dueAtMs
          : undefined
        : undefined;
  // Nobody is helped by a warning of what has been missed.
  const open = target.state === 'running' || target.state === 'paused';
  const moments: DueMoment[] = [];
  if (
    open &&
    target.warnAtMs !== undefined &&
    !already(history, 'TargetWarned', same) &&
    !already(history, 'TargetMissed', same)
  ) {
    moments.push({ kind: 'target-warning', dueAtMs: target.warnAtMs, subject, episode, target: kind });
  }
  if (missedAtMs !== undefined && !already(history, 'TargetMissed', same)) {
    moments.push({ kind: 'target-missed', dueAtMs: missedAtMs, subject, episode, target: kind });
  }
  return moments;
};

/** Since when the requester has been waited for without a word: the latest request for data of this wait. */
const waitingSince = (history: readonly HistoryEvent[]): Instant | undefined =>
  history.findLast((event) => event.type === 'DataRequested')?.metadata.occurredAt;

const silenceDue = (
  { state }: TicketClock,
  history: readonly HistoryEvent[],
  policies: Policies,
): readonly DueMoment[] => {
  const since = waitingSince(history);
  if (state.configuration.lifecycle !== 'awaiting-data' || since === undefined) return [];
  const policy = governingPolicy(policies, state);
  const { calendar } = policy.termsFor(state.context.priority);
  const { reminders, closeAfter } = policy.document.silence;
  const { episode } = state.context;
  const fromMs = Date.parse(since);
  const sent = history.filter(
    (event) => event.type === 'ReminderIssued' && event.metadata.occurredAt >= since,
  ).length;
  return [
    ...reminders
      .map((after, index) => ({
        kind: 'reminder' as const,
        dueAtMs: addDuration(calendar, fromMs, after),
        subject: `${since} ${index + 1}`,
        episode,
        number: index + 1,
      }))
      .slice(sent),
    { kind: 'silence', dueAtMs: addDuration(calendar, fromMs, closeAfter), subject: since, episode },
  ];
};

const lapseDue = ({ state }: TicketClock, history: readonly HistoryEvent[]): readonly DueMoment[] => {
  const { survey } = state.configuration;
  if (survey !== 'scheduled' && survey !== 'sent') return [];
  const planned = history.findLast((event) => event.type === 'SurveyScheduled');
  const { closesAt } = (planned?.data ?? {}) as { closesAt?: Instant };
  const { episode } = state.context;
  return closesAt === undefined
    ? []
    : [{ kind: 'survey-lapse', dueAtMs: Date.parse(closesAt), subject: `${episode}`, episode }];
};

const windowDue = ({ state }: TicketClock, history: readonly HistoryEvent[]): readonly DueMoment[] => {
  const { reopenableUntil, episode } = state.context;
  const closed = already(
    history,
    'ReopenWindowClosed',
    (data: { episode: number }) => data.episode === episode,
  );
  return reopenableUntil === null || closed
    ? []
    : [{ kind: 'reopen-window', dueAtMs: Date.parse(reopenableUntil), subject: `${episode}`, episode }];
};

/**
 * What falls due on a ticket if nothing else happens, earliest first: also what fell due before and was not recorded.
 * Observably pure. `history` is what `clock` was made from. A target owned by others falls due only when the desk has it back.
 */
export const dueMoments = (
  clock: TicketClock,
  history: readonly HistoryEvent[],
  policies: Policies,
): readonly DueMoment[] =>
  [
    ...clock.ledger.targets.flatMap((target) => targetDue(target, history)),
    ...silenceDue(clock, history, policies),
    ...lapseDue(clock, history),
    ...windowDue(clock, history),
  ].toSorted((a, b) => a.dueAtMs - b.dueAtMs);

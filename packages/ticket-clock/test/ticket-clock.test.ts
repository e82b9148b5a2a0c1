import { compilePolicy, defaultPolicy, parsePolicy, type PolicyInput } from '@caselog/policy';
import {
  commandSchema,
  decide,
  fold,
  plainRules,
  type CommandType,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueMoments, explainTicket, ticketClock, type HistoryEvent, type Policies } from '../src/index.ts';

const compile = (document: PolicyInput, version: string) =>
  compilePolicy(parsePolicy(document), version, 'test');
/** Utc desk hours, so that instants read easily: Monday to Friday, nine to five. */
const plain: PolicyInput = {
  ...defaultPolicy,
  calendars: [
    ...defaultPolicy.calendars.filter(({ id }) => id !== 'desk'),
    {
      kind: 'business',
      id: 'desk',
      version: 1,
      zone: 'UTC',
      weekly: [
        { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '17:00' },
      ],
    },
  ],
};
const policiesOf = (...documents: PolicyInput[]): Policies => {
  const versions = new Map(
    documents.map((document, index) => [
      `reference-${index + 1}`,
      compile(document, `reference-${index + 1}`),
    ]),
  );
  const policyOf = (version: string) => versions.get(version)!;
  return { policyOf, currentPolicy: () => policyOf(`reference-${documents.length}`) };
};
const policies = policiesOf(plain);

type Step = readonly [at: string, command: CommandType, data?: object, policyVersion?: string];
const hour = (day: number, time: string) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const opening = (impact = { access: 'degraded', who: 'one-user', workaround: 'exists' }) => ({
  requesterId: 'requester-1',
  channel: 'email',
  subject: 'Sign-in fails',
  impact,
});
const reply = { channel: 'email', body: 'We are on it.' };
const items = [{ itemId: 'logs', kind: 'log-files', text: 'the log files' }];

/** The history these commands make, each decided by the real rules. 2 March 2026 is a Monday. */
const historyOf = (...steps: readonly Step[]): readonly HistoryEvent[] => {
  let state: TicketState | undefined;
  const events: HistoryEvent[] = [];
  for (const [at, type, data = {}, policyVersion = 'reference-1'] of steps) {
    const decision = decide(commandSchema.parse({ type, data }), state, at, plainRules);
    if (decision.outcome === 'refused') throw new Error(decision.refusal.message);
    state = fold(
      decision.events.map((event) => ({ ...event, policyVersion })),
      state,
    );
    for (const event of decision.events) events.push(recorded(event, events.length, policyVersion));
  }
  return events;
};
const recorded = (event: TicketEvent, index: number, policyVersion: string | undefined): HistoryEvent => ({
  id: `e${index}`,
  type: event.type,
  data: event.data,
  metadata: { occurredAt: event.at, policyVersion },
});
const clockAt = (history: readonly HistoryEvent[], at: string, by = policies) => {
  const clock = ticketClock(history, by, Date.parse(at));
  if (!clock) throw new Error('the ticket was not open yet');
  return clock;
};
const dueAt = (history: readonly HistoryEvent[], at: string, by = policies) =>
  dueMoments(clockAt(history, at, by), history, by).map(({ kind, dueAtMs }) => [
    kind,
    new Date(dueAtMs).toISOString(),
  ]);

const hoursMs = (hours: number): number => hours * 3_600_000;

describe('A ticket’s clock', () => {
  it('gives every second one owner: desk, requester, third party, closed hours', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items }],
      [hour(3, '12:00'), 'SupplyDataItem', { itemId: 'logs' }],
      [hour(3, '13:00'), 'ReferTicket', { partnerId: 'partner-1', brief: 'the carrier' }],
      [hour(3, '16:00'), 'ResolveTicket', { outcome: { kind: 'solved', whatWasDone: 'rerouted' } }],
    );
    expect(clockAt(history, hour(4, '16:00')).ledger.summary).toMatchObject({
      elapsedMs: hoursMs(54),
      deskMs: hoursMs(3),
      requesterMs: hoursMs(8),
      thirdPartyMs: hoursMs(3),
      closedHoursMs: hoursMs(16),
      nobodyMs: hoursMs(24),
    });
  });

  it('sums to the elapsed time over arbitrary histories', () => {
    fc.assert(
      fc.property(aHistory(40), fc.integer({ min: 0, max: 400 }), (events, days) => {
        const both = policiesOf(plain, { ...plain, hours: [{ calendar: 'always' }] });
        const history = events.map((event, index) => recorded(event, index, event.policyVersion));
        const untilMs = Date.UTC(2026, 0, 1 + days);
        const clock = ticketClock(history, both, untilMs);
        if (!clock) return;
        const { elapsedMs, deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs } =
          clock.ledger.summary;
        expect(deskMs + requesterMs + thirdPartyMs + closedHoursMs + nobodyMs).toBe(elapsedMs);
        expect(elapsedMs).toBe(untilMs - clock.ledger.fromMs);
      }),
      { numRuns: 300 },
    );
  });

  it('explains each stretch with the events that opened and closed it', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items }],
    );
    const reader = { zone: 'UTC', nowMs: Date.parse(hour(2, '13:00')) };
    expect(explainTicket(clockAt(history, hour(2, '13:00')), reader)).toMatchObject([
      { owner: 'desk', openedBy: 'e0', closedBy: 'e1', words: 'In our queue from 2 Mar 10:00 to 12:00' },
      {
        owner: 'requester',
        openedBy: 'e1',
        words: 'Waiting for you since 2 Mar 12:00, because we asked for the log files',
      },
    ]);
  });
});

describe('A target', () => {
  it('is due a business day later and missed exactly then, whenever that is noticed', () => {
    const history = historyOf([hour(2, '10:00'), 'OpenTicket', opening()]);
    expect(dueAt(history, hour(2, '10:00'))).toEqual([
      ['target-warning', hour(2, '16:00')],
      ['target-missed', hour(3, '10:00')],
    ]);
    expect(dueAt(history, hour(9, '10:00'))).toContainEqual(['target-missed', hour(3, '10:00')]);
  });

  it('is not missed while the requester is waited for (glpi 24481)', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items }],
    );
    expect(dueAt(history, hour(5, '12:00')).map(([kind]) => kind)).not.toContain('target-missed');
  });

  it('is met only by a reply really sent (Frappe stamps it with none)', () => {
    const noted = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '11:00'), 'AddNote', { body: 'seen' }],
    );
    expect(clockAt(noted, hour(2, '12:00')).ledger.targets).toMatchObject([
      { kind: 'first-response', state: 'running' },
    ]);
    const answered = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '11:00'), 'SendReply', reply],
    );
    expect(clockAt(answered, hour(2, '12:00')).ledger.targets).toMatchObject([
      { state: 'met', end: { by: 'e1' } },
    ]);
  });

  it('is recorded once: what was warned of or missed does not fall due again', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '16:00'), 'WarnOfTarget', { target: 'first-response', episode: 1, dueAt: hour(2, '16:00') }],
      [
        hour(3, '10:00'),
        'RecordMissedTarget',
        { target: 'first-response', episode: 1, dueAt: hour(3, '10:00') },
      ],
    );
    expect(dueAt(history, hour(3, '11:00'))).toEqual([]);
  });

  it('keeps what an old ticket was promised when the policy changes (JSM, Libredesk, zammad rewrite it)', () => {
    const both = policiesOf(plain, {
      ...plain,
      targets: [{ kind: 'first-response', within: { businessHours: 1 } }],
    });
    const old = historyOf([hour(2, '10:00'), 'OpenTicket', opening()]);
    expect(dueAt(old, hour(2, '10:00'), both)).toContainEqual(['target-missed', hour(3, '10:00')]);
    const fresh = historyOf([hour(2, '10:00'), 'OpenTicket', opening(), 'reference-2']);
    expect(dueAt(fresh, hour(2, '10:00'), both)).toEqual([['target-missed', hour(2, '11:00')]]);
  });

  it('keeps its pause when the priority changes (glpi 6902, 15605)', () => {
    const tiers = policiesOf({
      ...plain,
      targets: [
        { kind: 'resolution', priorities: ['P1'], within: { businessHours: 4 } },
        { kind: 'resolution', within: { businessHours: 16 } },
      ],
    });
    const critical = { access: 'critical', who: 'many-users', workaround: 'none' };
    const history = historyOf(
      [hour(2, '09:00'), 'OpenTicket', opening()],
      [hour(2, '11:00'), 'RequestData', { items }],
      [hour(2, '12:00'), 'ReprioritiseTicket', { impact: critical }],
      [hour(3, '09:00'), 'SupplyDataItem', { itemId: 'logs' }],
    );
    expect(dueAt(history, hour(3, '09:00'), tiers)).toContainEqual(['target-missed', hour(3, '11:00')]);
  });
});

describe('Silence', () => {
  it('brings reminders and then the closing, counted from the request in business days', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items, reply }],
    );
    expect(dueAt(history, hour(2, '12:00'))).toEqual([
      ['reminder', hour(4, '12:00')],
      ['reminder', hour(9, '12:00')],
      ['silence', hour(16, '12:00')],
    ]);
    const reminded = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items, reply }],
      [hour(4, '12:00'), 'IssueReminder', { number: 1 }],
    );
    expect(dueAt(reminded, hour(4, '13:00'))).toEqual([
      ['reminder', hour(9, '12:00')],
      ['silence', hour(16, '12:00')],
    ]);
  });

  it('ends when the requester says a word', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '12:00'), 'RequestData', { items, reply }],
      [hour(3, '12:00'), 'RecordRequesterReply', reply],
    );
    expect(dueAt(history, hour(3, '12:00'))).toEqual([]);
  });
});

describe('After a resolution', () => {
  const resolved = historyOf(
    [hour(2, '10:00'), 'OpenTicket', opening()],
    [hour(2, '11:00'), 'ResolveTicket', { outcome: { kind: 'answered', answer: 'yes' }, reply }],
  );

  it('only the survey and the reopen window run (chatwoot 10178)', () => {
    expect(dueAt(resolved, hour(9, '11:00'))).toEqual([
      ['survey-lapse', hour(16, '11:00')],
      ['reopen-window', hour(16, '11:00')],
    ]);
  });

  it('time until a reopening is booked to nobody, and the new episode starts its own clock (glpi 23359, Plain)', () => {
    const history = historyOf(
      [hour(2, '10:00'), 'OpenTicket', opening()],
      [hour(2, '11:00'), 'ResolveTicket', { outcome: { kind: 'answered', answer: 'yes' }, reply }],
      [hour(9, '11:00'), 'ReopenTicket', { reason: 'it came back' }],
    );
    const { ledger } = clockAt(history, hour(9, '12:00'));
    expect(ledger.summary.nobodyMs).toBe(hoursMs(7 * 24));
    expect(ledger.episodes.map((episode) => episode.summary.deskMs)).toEqual([hoursMs(1), hoursMs(1)]);
    expect(dueAt(history, hour(9, '12:00'))).toEqual([]);
  });
});

describe('The next response', () => {
  it('falls due for each word of the requester on its own', () => {
    const prompt = policiesOf({
      ...plain,
      targets: [{ kind: 'next-response', within: { businessHours: 2 } }],
    });
    const history = historyOf(
      [hour(2, '09:00'), 'OpenTicket', opening()],
      [hour(2, '09:10'), 'SendReply', reply],
      [hour(2, '10:00'), 'RecordRequesterReply', reply],
      [
        hour(2, '12:00'),
        'RecordMissedTarget',
        { target: 'next-response', episode: 1, dueAt: hour(2, '12:00') },
      ],
      [hour(2, '13:00'), 'SendReply', reply],
      [hour(2, '14:00'), 'RecordRequesterReply', reply],
    );
    expect(dueAt(history, hour(2, '14:00'), prompt)).toEqual([['target-missed', hour(2, '16:00')]]);
  });
});

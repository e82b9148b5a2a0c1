import { describe, expect, it } from 'vitest';
import { allowedCommands, commandSchema, decide, fold, plainRules } from '../src/index.ts';
import type { CommandType, Decision, TicketCommand, TicketState } from '../src/index.ts';

const at = '2026-03-02T09:00:00.000Z';
const later = '2026-06-30T09:00:00.000Z';
const other = '018f0000-0000-7000-8000-000000000001';
const item = (itemId: string) => ({ itemId, kind: 'log-files', text: 'the log files' }) as const;
const reply = { channel: 'email', body: 'We are looking into it.' } as const;
const open = {
  type: 'OpenTicket',
  data: {
    requesterId: 'requester-1',
    channel: 'email',
    language: 'en',
    subject: 'Nobody can sign in',
    impact: { access: 'critical', who: 'many-users', workaround: 'none' },
  },
} as const satisfies TicketCommand;
const solve = (kind: 'solved' | 'duplicate' = 'solved') =>
  ({
    type: 'ResolveTicket',
    data: { outcome: kind === 'solved' ? { kind, whatWasDone: 'restarted' } : { kind, of: other } },
  }) as const satisfies TicketCommand;

const on = (command: TicketCommand, state: TicketState | undefined, when = at): Decision =>
  decide(command, state, when, plainRules);
const eventsOf = (decision: Decision) => (decision.outcome === 'accepted' ? decision.events : []);
const typesOf = (decision: Decision) => eventsOf(decision).map((event) => event.type);
/** The ticket after these commands, each of which must be taken. */
const after = (...commands: readonly TicketCommand[]): TicketState | undefined => {
  let state: TicketState | undefined;
  for (const command of commands) {
    const decision = on(command, state);
    if (decision.outcome === 'refused') throw new Error(decision.refusal.message);
    state = fold(decision.events, state);
  }
  return state;
};
const simple = (type: CommandType, data: object = {}) => commandSchema.parse({ type, data });

describe('A ticket', () => {
  it('is opened with the priority its impact states', () => {
    expect(after(open)?.context.priority).toBe('P1');
    expect(after(open)?.configuration.lifecycle).toBe('opened');
  });

  it('cannot be opened twice', () => {
    expect(on(open, after(open))).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'already-opened' },
    });
  });

  it('cannot be worked before it is opened', () => {
    expect(on(simple('TriageTicket'), undefined)).toMatchObject({
      refusal: { reason: 'not-opened', allowed: ['OpenTicket', 'OpenFromLog'] },
    });
  });

  it('names its state and the allowed commands when it refuses', () => {
    const resolved = after(open, solve());
    const decision = on(simple('TriageTicket'), resolved);
    expect(decision).toMatchObject({
      outcome: 'refused',
      refusal: {
        reason: 'forbidden',
        lifecycle: 'resolved',
        message: 'TriageTicket cannot be done to a ticket that is resolved',
      },
    });
    expect(decision.outcome === 'refused' && decision.refusal.allowed).toEqual(allowedCommands(resolved, at));
  });

  it('returns to the state it was asked from when the last item is supplied', () => {
    const asked = after(
      open,
      simple('EscalateTicket'),
      simple('RequestData', { items: [item('a'), item('b')] }),
    );
    const first = on(simple('SupplyDataItem', { itemId: 'a' }), asked);
    expect(typesOf(first)).toEqual(['DataItemSupplied']);
    const second = on(simple('SupplyDataItem', { itemId: 'b' }), fold(eventsOf(first), asked));
    expect(typesOf(second)).toEqual(['DataItemSupplied', 'WaitEnded']);
    expect(fold([...eventsOf(first), ...eventsOf(second)], asked)?.configuration.lifecycle).toBe('escalated');
  });

  it('refuses a data item that nobody asked for', () => {
    const asked = after(open, simple('RequestData', { items: [item('a')] }));
    expect(on(simple('SupplyDataItem', { itemId: 'z' }), asked).outcome).toBe('refused');
  });

  it('takes a requester’s own reply as the end of the wait (zammad 1322)', () => {
    const asked = after(open, simple('RequestData', { items: [item('a')] }));
    expect(typesOf(on({ type: 'RecordRequesterReply', data: reply }, asked))).toEqual([
      'RequesterReplied',
      'WaitEnded',
    ]);
  });

  it('meets the first response by a reply and a data request in one step (zammad 3551)', () => {
    const state = after(open, simple('RequestData', { items: [item('a')], reply }));
    expect(state?.configuration).toMatchObject({ lifecycle: 'awaiting-data', firstResponse: 'met' });
  });

  it('does not meet the first response by anything but a reply (Frappe stamps it with none sent)', () => {
    const state = after(open, simple('TriageTicket'), simple('AddNote', { body: 'x' }), solve());
    expect(state?.configuration.firstResponse).toBe('due');
  });

  it('keeps a first response missed although the reply comes later', () => {
    const missed = after(
      open,
      simple('RecordMissedTarget', { target: 'first-response', episode: 1, dueAt: at }),
    );
    expect(
      fold(eventsOf(on({ type: 'SendReply', data: reply }, missed)), missed)?.configuration.firstResponse,
    ).toBe('missed');
  });

  it('turns a first response met into missed only when the target had run out before the reply', () => {
    const answered = after(open, { type: 'SendReply', data: reply });
    const miss = (dueAt: string) =>
      simple('RecordMissedTarget', { target: 'first-response', episode: 1, dueAt });
    expect(on(miss(later), answered).outcome).toBe('refused');
    expect(fold(eventsOf(on(miss(at), answered)), answered)?.configuration.firstResponse).toBe('missed');
  });

  it('is not reopened by thanks (frappe 2228, libredesk 145, freescout 3049)', () => {
    expect(after(open, solve(), simple('ThankDesk'))?.configuration.lifecycle).toBe('resolved');
  });

  it('begins a new episode and forgets the survey when it is reopened', () => {
    const state = after(open, solve(), simple('ReopenTicket', { to: 'escalated' }));
    expect(state?.configuration).toMatchObject({ lifecycle: 'escalated', survey: 'none' });
    expect(state?.context).toMatchObject({ episode: 2, resolvedAt: null, outcome: null });
  });

  it('is reopened after its survey only inside the window promised at resolution', () => {
    const surveyed = after(open, solve(), simple('LapseSurvey'));
    expect(on(simple('ReopenTicket'), surveyed, at).outcome).toBe('accepted');
    expect(on(simple('ReopenTicket'), surveyed, later).outcome).toBe('refused');
    expect(allowedCommands(surveyed, at)).toContain('ReopenTicket');
    expect(allowedCommands(surveyed, later)).not.toContain('ReopenTicket');
  });

  it('plans a survey for what was resolved and none for a duplicate', () => {
    expect(typesOf(on(solve(), after(open)))).toEqual(['TicketResolved', 'SurveyScheduled']);
    expect(typesOf(on(solve('duplicate'), after(open)))).toEqual(['TicketResolved', 'SurveySuppressed']);
    expect(after(open, solve('duplicate'))?.configuration.lifecycle).toBe('surveyed');
  });

  it('takes one answer to its survey, which may be changed until the survey closes', () => {
    const sent = after(open, solve(), simple('RecordSurveySent', { messageId: '<m@desk>' }));
    const answer = (score: number) => simple('AnswerSurvey', { score });
    const answered = fold(eventsOf(on(answer(5), sent)), sent);
    expect(answered?.configuration).toMatchObject({ lifecycle: 'surveyed', survey: 'answered' });
    const changed = on(answer(2), answered);
    expect(eventsOf(changed)).toMatchObject([{ type: 'SurveyAnswerChanged', data: { score: 2 } }]);
    expect(fold(eventsOf(changed), answered)?.configuration).toBe(answered?.configuration);
    const closesAt = answered?.context.surveyClosesAt ?? '';
    expect(on(answer(1), answered, closesAt).outcome).toBe('refused');
    expect(allowedCommands(answered, at)).toContain('AnswerSurvey');
    expect(allowedCommands(answered, closesAt)).not.toContain('AnswerSurvey');
  });

  it('is reminded of its survey only between the sending and the answer', () => {
    const remind = simple('RecordSurveyReminder', { number: 1, messageId: '<r@desk>' });
    const sent = after(open, solve(), simple('RecordSurveySent', { messageId: '<m@desk>' }));
    expect(on(remind, after(open, solve())).outcome).toBe('refused');
    expect(fold(eventsOf(on(remind, sent)), sent)?.configuration).toBe(sent?.configuration);
    expect(on(remind, fold(eventsOf(on(simple('AnswerSurvey', { score: 5 }), sent)), sent)).outcome).toBe(
      'refused',
    );
  });

  it('ends a survey as bounced also where the server refuses the address before the mail is out', () => {
    const bounce = simple('RecordSurveyBounce', { status: '5.1.1' });
    expect(after(open, solve(), bounce)?.configuration).toMatchObject({
      lifecycle: 'surveyed',
      survey: 'bounced',
    });
    expect(after(open, solve(), bounce, simple('ReopenTicket'))?.context).toMatchObject({
      episode: 2,
      surveyClosesAt: null,
    });
  });

  it('freezes who solved it at resolution', () => {
    const assigned = after(open, simple('AssignTicket', { assigneeId: 'agent-7', team: 'identity' }));
    const [resolved] = eventsOf(on(solve(), assigned));
    expect(resolved?.data).toMatchObject({ resolvedBy: { assigneeId: 'agent-7', team: 'identity' } });
  });

  it('records nothing when it is assigned to whom it is assigned', () => {
    const assign = simple('AssignTicket', { assigneeId: 'agent-7', team: null });
    expect(typesOf(on(assign, after(open)))).toEqual(['TicketAssigned']);
    expect(typesOf(on(assign, after(open, assign)))).toEqual([]);
    expect(
      typesOf(on(simple('AssignTicket', { assigneeId: 'agent-8', team: null }), after(open, assign))),
    ).toEqual(['TicketReassigned']);
  });

  it('is linked as a duplicate and unlinked again without moving', () => {
    const link = { kind: 'duplicate-of', ticketId: other } as const;
    const linked = after(open, { type: 'LinkTicket', data: link });
    expect(on({ type: 'LinkTicket', data: link }, linked).outcome).toBe('refused');
    const unlinked = fold(eventsOf(on({ type: 'UnlinkTicket', data: link }, linked)), linked);
    expect(unlinked?.context.links).toEqual([]);
    expect(unlinked?.configuration.lifecycle).toBe('opened');
  });
});

describe('Following a log', () => {
  const opening = simple('OpenFromLog', {
    requesterId: 'caller-1',
    subject: 'INC1',
    priority: 'P3',
    source: { log: 'uci', caseId: 'INC1' },
  });
  const row = (state: string, data: object = {}) => simple('FollowLog', { state, row: { state }, ...data });

  it('takes a state the chart reaches directly as one transition', () => {
    expect(typesOf(on(row('triaged'), after(opening)))).toEqual(['TicketTriaged']);
  });

  it('marks every step of a way that the log did not walk', () => {
    const events = eventsOf(on(row('surveyed'), after(opening)));
    expect(events.map(({ type, data }) => [type, 'inferred' in data])).toEqual([
      ['TicketResolved', true],
      ['SurveyLapsed', true],
    ]);
  });

  it('keeps a row the chart cannot follow, with its reason', () => {
    const events = eventsOf(on(row('opened'), after(opening, row('triaged'))));
    expect(events).toMatchObject([
      {
        type: 'NonconformingFactRecorded',
        data: { row: { state: 'opened' }, reason: 'no path of the statechart leads from triaged to opened' },
      },
    ]);
  });

  it('keeps a quarantined row likewise', () => {
    const events = eventsOf(
      on(simple('FollowLog', { row: { state: '-100' }, quarantine: 'unknown state' }), after(opening)),
    );
    expect(events).toMatchObject([{ type: 'NonconformingFactRecorded', data: { reason: 'unknown state' } }]);
  });

  it('takes a row that repeats the state as facts, and leaves a trace of one that says nothing new', () => {
    const state = after(opening, row('triaged', { assignment: { assigneeId: null, team: 'group-1' } }));
    const change = row('triaged', {
      assignment: { assigneeId: 'a', team: 'group-1' },
      priority: 'P1',
      attributes: { category: '7' },
    });
    expect(typesOf(on(change, state))).toEqual(['TicketReassigned', 'TicketReprioritised', 'FactRecorded']);
    expect(typesOf(on(row('triaged'), state))).toEqual(['FactRecorded']);
  });
});

import { systemEnv, type Env } from '@caselog/env';
import { createMemoryStore, eventIdFor, type EventStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import type { TicketCommand, TicketId } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';

/** A small ledger in which all sorts of things happened. */
export interface LivelyLedger {
  readonly store: EventStore;
  readonly env: Env;
  readonly policies: Policies;
  readonly ticketIds: readonly TicketId[];
  /** Gives another command to the ticket of this place in `ticketIds`. */
  readonly give: (place: number, day: number, command: TicketCommand) => Promise<void>;
}

const at = (day: number, hour = 17): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

/** What people write. */
export const secret = 'Dear “desk”,\n\tmy <name> is & stays "O\'Neill" 😀 ';

const opening = (requesterId: string): TicketCommand => ({
  type: 'OpenTicket',
  data: {
    requesterId,
    customerId: 'customer 1',
    requesterEmail: 'someone@example.com',
    language: 'en',
    channel: 'email',
    subject: secret,
    description: secret,
    impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
  },
});
const reply = { channel: 'email' as const, body: secret };
const item = { itemId: 'logs', kind: 'log-files' as const, text: secret };

const whole: readonly TicketCommand[] = [
  opening('requester 1'),
  { type: 'AssignTicket', data: { assigneeId: 'agent 1', team: 'desk' } },
  { type: 'TriageTicket', data: {} },
  { type: 'RequestData', data: { items: [item], reply } },
  { type: 'SupplyDataItem', data: { itemId: 'logs', text: secret } },
  { type: 'EscalateTicket', data: { team: 'experts', reason: secret } },
  {
    type: 'LinkOutage',
    data: { outageId: 'outage 1', serviceCredit: 'requested', incidentReport: 'not-requested' },
  },
  { type: 'ReferTicket', data: { partnerId: 'partner 1', brief: secret } },
  { type: 'AddNote', data: { body: secret } },
  { type: 'ResolveTicket', data: { outcome: { kind: 'solved', whatWasDone: secret }, reply } },
  { type: 'RecordSurveySent', data: { messageId: 'm 1' } },
  { type: 'AnswerSurvey', data: { score: 4, comment: secret } },
  { type: 'AnswerSurvey', data: { score: 3, comment: secret } },
  { type: 'ReopenTicket', data: { to: 'triaged', reason: secret } },
];
const short: readonly TicketCommand[] = [
  opening('requester 2'),
  { type: 'AssignTicket', data: { assigneeId: null, team: 'desk' } },
];

const logRow = (
  state: 'opened' | 'triaged' | 'resolved',
  attributes: Record<string, string>,
): TicketCommand => ({
  type: 'FollowLog',
  data: { state, surveyEnd: 'lapsed', attributes, row: {} },
});
const imported: readonly TicketCommand[] = [
  {
    type: 'OpenFromLog',
    data: {
      requesterId: 'caller 7',
      subject: secret,
      language: 'de',
      priority: 'P2',
      source: { log: 'old-desk', caseId: 'Case "7"' },
      inferred: true,
    },
  },
  logRow('triaged', { 'Configuration item': 'printer', urgency: '2 - high' }),
  logRow('triaged', { urgency: '' }),
  {
    type: 'FollowLog',
    data: {
      surveyEnd: 'lapsed',
      attributes: {},
      row: { status: 'broken', who: secret },
      quarantine: 'the other system failed',
    },
  },
  logRow('resolved', {}),
];

const registers: readonly (readonly [stream: string, type: string, data: object])[] = [
  ['customer-customer 1', 'CustomerRegistered', { edition: 'premium' }],
  ['customer-customer 1', 'AdministratorAdded', { personId: 'requester 1' }],
  ['customer-customer 1', 'CustomerEditionChanged', { edition: 'free' }],
  ['partner-partner 1', 'PartnerRegistered', { name: 'Helpers', languages: ['de', 'fr'], regions: [] }],
  [
    'outage-outage 1',
    'OutageAnnounced',
    { title: 'Mail is slow', affects: ['mail'], text: 'We look into it.' },
  ],
  ['outage-outage 1', 'OutageResolved', { summary: 'It is fast again.', language: 'en' }],
];

const appendRegisters = async (store: EventStore): Promise<void> => {
  for (const [index, [stream, type, data]] of registers.entries()) {
    const time = at(1, index);
    const metadata = {
      commandId: `r-${index}`,
      actor: 'admin 1',
      occurredAt: time,
      recordedAt: time,
      schemaVersion: 1,
    };
    await store.append(stream, [{ id: eventIdFor(stream, `r-${index}`, 0), type, data, metadata }], 'any');
  }
};

/** Makes the ledger: three tickets, one of them imported, with what they have to do with. */
export const livelyLedger = async (): Promise<LivelyLedger> => {
  const env: Env = { ...systemEnv, now: () => Date.parse(at(31)) };
  const store = createMemoryStore({ env });
  await appendRegisters(store);
  const policies = await openPolicyBook({ store, env });
  const helpdesk = createHelpdesk({ store, env, rulebook: policies });
  const ticketIds: TicketId[] = [];
  let commands = 0;
  const execute = async (
    ticketId: TicketId | undefined,
    day: number,
    command: TicketCommand,
  ): Promise<TicketId> => {
    commands += 1;
    const envelope = { commandId: `c-${commands}`, actor: 'agent 1', occurredAt: at(day), command };
    const answer = await helpdesk.execute({ ...envelope, ...(ticketId !== undefined && { ticketId }) });
    if (answer.outcome !== 'accepted') throw new Error(`${command.type}: ${JSON.stringify(answer)}`);
    return answer.ticketId;
  };
  for (const history of [whole, short, imported]) {
    let ticketId: TicketId | undefined;
    for (const [index, command] of history.entries()) ticketId = await execute(ticketId, index + 2, command);
    ticketIds.push(ticketId!);
  }
  await execute(ticketIds[1], 20, {
    type: 'LinkTicket',
    data: { kind: 'related-to', ticketId: ticketIds[0]! },
  });
  return {
    store,
    env,
    policies,
    ticketIds,
    give: async (place, day, command) => {
      await execute(ticketIds[place], day, command);
    },
  };
};

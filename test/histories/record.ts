import { existsSync, writeFileSync } from 'node:fs';
import { createSimulatedEnv } from '@caselog/env/testing';
import { createMemoryStore, type RecordedEvent } from '@caselog/event-store';
import { createHelpdesk, createRegisters, openPolicyBook, recordDenial } from '@caselog/helpdesk';
import { commandSchema, type CommandType, type Outcome } from '@caselog/ticket';
import { endings } from './replay.ts';

const name = process.argv[2];
if (!name) throw new Error('usage: node test/histories/record.ts <release>, for example 0.1.0');
const file = new URL(`./${name}.ndjson`, import.meta.url);
// What a release recorded is replayed for ever: it is never written again.
if (existsSync(file)) throw new Error(`${name}.ndjson is recorded already`);

const env = createSimulatedEnv(Date.parse('2026-03-02T17:00:00.000Z'), 7);
const store = createMemoryStore({ env });
const book = await openPolicyBook({ store, env, zoneDataVersion: 'recorded' });
const registers = createRegisters({ store, env });
const desk = createHelpdesk({ store, env, rulebook: book });

let commands = 0;
const give = async (ticketId: string | undefined, type: CommandType, data: object = {}): Promise<string> => {
  commands += 1;
  env.jumpTo(env.now() + 60_000);
  const command = commandSchema.parse({ type, data });
  const envelope = {
    commandId: `recorded-${commands}`,
    actor: 'agent-1',
    command,
    ...(ticketId && { ticketId }),
  };
  const answer = await desk.execute(envelope);
  if (answer.outcome !== 'accepted') throw new Error(`${type} was ${answer.outcome}`);
  return answer.ticketId;
};
const impact = { access: 'critical', who: 'many-users', workaround: 'none' };
const reply = { channel: 'email', body: 'We look into it.' };
const open = () =>
  give(undefined, 'OpenTicket', {
    requesterId: 'requester-1',
    customerId: 'customer-1',
    requesterEmail: 'requester@example.org',
    channel: 'email',
    subject: 'Nobody can sign in',
    description: 'Since this morning.',
    impact,
  });
const resolve = (ticketId: string, outcome: Outcome) => give(ticketId, 'ResolveTicket', { outcome });

const worked = async (): Promise<string> => {
  const ticketId = await open();
  await give(ticketId, 'AssignTicket', { assigneeId: 'agent-1', team: 'identity' });
  await give(ticketId, 'TriageTicket');
  await give(ticketId, 'AssignTicket', { assigneeId: 'agent-2', team: 'identity' });
  await give(ticketId, 'ReprioritiseTicket', { impact: { ...impact, workaround: 'exists' } });
  await give(ticketId, 'AddNote', { body: 'Seen before.' });
  await give(ticketId, 'RequestData', {
    items: [{ itemId: 'logs', kind: 'log-files', text: 'the log files' }],
    reply,
  });
  await give(ticketId, 'IssueReminder', { number: 1 });
  await give(ticketId, 'SupplyDataItem', {
    itemId: 'logs',
    text: 'attached',
    files: [{ digest: 'ab'.repeat(32), sizeBytes: 2_048, mediaType: 'text/plain', name: 'sign-in.log' }],
  });
  await give(ticketId, 'EscalateTicket', { team: 'specialists', reason: 'needs a developer' });
  await give(ticketId, 'ReferTicket', { partnerId: 'partner-1', brief: 'The carrier drops the message.' });
  await give(ticketId, 'RecordRequesterReply', reply);
  await give(ticketId, 'LinkOutage', { outageId: 'outage-1', serviceCredit: 'requested' });
  await give(ticketId, 'UnlinkOutage', { outageId: 'outage-1' });
  const target = { target: 'next-response', episode: 1, dueAt: '2026-03-03T17:00:00.000Z' };
  await give(ticketId, 'WarnOfTarget', target);
  await give(ticketId, 'RecordMissedTarget', target);
  return ticketId;
};
const first = await worked();
const other = await open();
await give(first, 'LinkTicket', { kind: 'duplicate-of', ticketId: other });
await give(first, 'UnlinkTicket', { kind: 'duplicate-of', ticketId: other });
await resolve(first, { kind: 'solved', whatWasDone: 'restarted' });
await give(first, 'ThankDesk', { body: 'Thank you.' });
await give(first, 'ReopenTicket', { to: 'escalated', reason: 'it came back' });
await resolve(first, { kind: 'answered', answer: 'it is fixed now' });
await give(first, 'RecordSurveySent', { messageId: '<survey-1@desk.example>' });
await give(first, 'RecordSurveyReminder', { number: 1, messageId: '<survey-1-reminder@desk.example>' });
await give(first, 'AnswerSurvey', { score: 5, comment: 'quick' });
await give(first, 'AnswerSurvey', { score: 4, comment: 'quick enough' });
await give(first, 'CloseReopenWindow', { episode: 2, closedAt: '2026-03-20T17:00:00.000Z' });

const ends: readonly (readonly [Outcome, CommandType, object])[] = [
  [{ kind: 'self-serve', solution: 'reset it' }, 'RecordSurveyBounce', { status: '5.1.1' }],
  [{ kind: 'missing-feature', ideaReference: 'idea-9' }, 'DeclineSurvey', {}],
  [{ kind: 'not-reproduced', recommendations: 'update' }, 'LapseSurvey', {}],
  [{ kind: 'third-party-problem', contact: 'the carrier' }, 'SuppressSurvey', { reason: 'opted out' }],
  [{ kind: 'not-resolvable', why: 'by design', notSupported: true }, 'LapseSurvey', {}],
  [
    {
      kind: 'known-outage-resolved',
      outageId: 'outage-1',
      serviceCredit: 'requested',
      incidentReport: 'not-requested',
    },
    'LapseSurvey',
    {},
  ],
];
for (const [outcome, end, data] of ends) {
  const ticketId = await open();
  await resolve(ticketId, outcome);
  if (end === 'RecordSurveyBounce')
    await give(ticketId, 'RecordSurveySent', { messageId: '<survey-2@desk.example>' });
  await give(ticketId, end, data);
}
await resolve(await open(), { kind: 'no-reply', silentBusinessDays: 10 });
await resolve(other, { kind: 'duplicate', of: first });

const source = { log: 'recorded', caseId: 'INC1' };
const followed = await give(undefined, 'OpenFromLog', {
  requesterId: 'caller-1',
  subject: 'INC1',
  priority: 'P3',
  source,
  inferred: true,
});
await give(followed, 'FollowLog', { state: 'triaged', attributes: { category: 'sign-in' } });
await give(followed, 'FollowLog', { state: 'opened', row: { state: 'New' } });
await give(followed, 'FollowLog', { state: 'surveyed' });

const by = (id: string) => ({ commandId: `recorded-${id}-${(commands += 1)}`, actor: 'lead-1', id });
const { customers, outages, partners, people } = registers;
const at = { validFrom: '2026-01-01T00:00:00.000Z', validUntil: '2027-01-01T00:00:00.000Z' };
await customers.execute({
  ...by('customer-1'),
  command: { type: 'RegisterCustomer', data: { edition: 'premium', administrators: ['requester-1'] } },
});
await customers.execute({
  ...by('customer-1'),
  command: { type: 'ChangeCustomerEdition', data: { edition: 'free' } },
});
await customers.execute({
  ...by('customer-1'),
  command: { type: 'RemoveAdministrator', data: { personId: 'requester-1' } },
});
await outages.execute({
  ...by('outage-1'),
  command: {
    type: 'AnnounceOutage',
    data: { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' },
  },
});
await outages.execute({
  ...by('outage-1'),
  command: { type: 'UpdateOutage', data: { text: 'We found it.' } },
});
await outages.execute({
  ...by('outage-1'),
  command: { type: 'ResolveOutage', data: { summary: 'A cache was cleared.', language: 'en' } },
});
await partners.execute({
  ...by('partner-1'),
  command: { type: 'RegisterPartner', data: { name: 'Partner One', languages: ['pl'], regions: ['Europe'] } },
});
await partners.execute({
  ...by('partner-1'),
  command: { type: 'ChangePartnerCoverage', data: { languages: ['pl', 'de'], regions: [] } },
});
await partners.execute({
  ...by('partner-1'),
  command: { type: 'SignDataAgreement', data: { reference: 'dpa-1', ...at } },
});
await partners.execute({
  ...by('partner-1'),
  command: { type: 'EndDataAgreement', data: { reference: 'dpa-1', endedAt: '2026-06-01T00:00:00.000Z' } },
});
await customers.execute({
  ...by('customer-1'),
  command: { type: 'ChangeCustomerLocale', data: { language: 'pl', zone: 'Europe/Warsaw' } },
});
for (const type of ['OptOut', 'OptIn'] as const)
  await people.execute({ ...by('requester-1'), command: { type, data: { topic: 'surveys', how: 'page' } } });
const refused = {
  commandId: 'recorded-refused',
  actor: 'requester-2',
  command: { type: 'OpenTicket', data: { customerId: 'customer-1' } },
};
await recordDenial({ store, env }, null, refused, {
  reason: 'not-entitled',
  message: 'the free edition does not include tickets',
});

const recorded: RecordedEvent[] = [];
for await (const batch of store.readAll()) recorded.push(...batch);
writeFileSync(file, recorded.map((event) => `${JSON.stringify(event)}\n`).join(''));
writeFileSync(
  new URL(`./${name}.endings.json`, import.meta.url),
  `${JSON.stringify(endings(recorded), null, 2)}\n`,
);

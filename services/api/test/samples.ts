import {
  mayCommand,
  ticketCommandTypes,
  type Role,
  type RouteName,
  type TicketCommandType,
} from '@caselog/api-contract';
import { defaultPolicy } from '@caselog/policy';
import { question } from './people.ts';

const at = '2026-01-05T09:00:00.000Z';
const reply = { channel: 'email', body: 'Hello' };
const due = { target: 'first-response', episode: 1, dueAt: at };
const other = '0198f3a0-0000-7000-8000-000000000000';

/** Well-formed data of every command a ticket may be given. */
export const commandData: Readonly<Record<TicketCommandType, object>> = {
  TriageTicket: {},
  RequestData: { items: [{ itemId: 'item-2', kind: 'other', text: 'More' }] },
  SupplyDataItem: { itemId: 'item-1', text: 'Here' },
  EndWait: {},
  EscalateTicket: { team: 'identity' },
  ReferTicket: { partnerId: 'partner-2', brief: 'Please look' },
  ResolveTicket: { outcome: { kind: 'answered', answer: 'Yes' } },
  ReopenTicket: {},
  SendReply: reply,
  RecordRequesterReply: reply,
  AssignTicket: { assigneeId: 'agent-2', team: null },
  ReprioritiseTicket: { impact: question.impact },
  AddNote: { body: 'Looked at it' },
  ThankDesk: { body: 'Thank you' },
  LinkOutage: { outageId: 'outage-1' },
  UnlinkOutage: { outageId: 'outage-1' },
  LinkTicket: { kind: 'related-to', ticketId: other },
  UnlinkTicket: { kind: 'related-to', ticketId: other },
  RecordSurveySent: { messageId: 'm-1' },
  RecordSurveyReminder: { number: 1, messageId: 'm-2' },
  AnswerSurvey: { score: 5 },
  LapseSurvey: {},
  RecordSurveyBounce: { status: '5.1.1' },
  DeclineSurvey: {},
  SuppressSurvey: { reason: 'test' },
  WarnOfTarget: due,
  RecordMissedTarget: due,
  IssueReminder: { number: 1 },
  CloseReopenWindow: { episode: 1, closedAt: at },
  FollowLog: {},
};

interface Sample {
  readonly url: string;
  readonly body?: object;
}

/** A well-formed request of every route, on a ticket that is there; of commands, one that the role may give if there is any. */
export const requestOf = (
  name: RouteName,
  ticketId: string,
  commandId: string,
  role: Role = 'lead',
): Sample => {
  const type = ticketCommandTypes.find((each) => mayCommand([role], each)) ?? 'AddNote';
  const samples: Readonly<Record<RouteName, Sample>> = {
    openTicket: { url: '/tickets', body: { commandId, data: question } },
    sendCommand: {
      url: `/tickets/${ticketId}/commands`,
      body: { commandId, type, data: commandData[type] },
    },
    ticket: { url: `/tickets/${ticketId}` },
    tickets: { url: '/tickets' },
    queue: { url: '/queue' },
    asOf: { url: `/as-of?at=${at}` },
    exportLedger: { url: '/export?format=ocel-json' },
    diff: { url: `/diff?from=${at}&to=${at}` },
    startWhatIf: { url: '/what-if', body: {} },
    whatIfJob: { url: `/what-if/${other}` },
    flow: { url: '/flow' },
    // A stream does not end by itself: malformed on purpose, which shows behind the door.
    events: { url: '/events?after=never' },
    myEvents: { url: '/my/events?after=%20' },
    channels: { url: '/channels?language=en' },
    clock: { url: `/tickets/${ticketId}/clock` },
    followUp: {
      url: `/tickets/${ticketId}/follow-up`,
      body: { commandId, data: { subject: 'Again', channel: 'email', impact: question.impact } },
    },
    help: { url: '/help-desk' },
    previewTicket: { url: '/tickets/preview', body: { impact: question.impact } },
    myTickets: { url: '/my/tickets' },
    uploadAttachment: { url: `/tickets/${ticketId}/attachments`, body: {} },
    attachment: { url: `/tickets/${ticketId}/attachments/${'0'.repeat(64)}` },
    policyDifferences: { url: '/policy/differences?from=reference-1&to=reference-1' },
    policySchema: { url: '/policy/schema' },
    previewPolicy: { url: '/policy/preview', body: { document: defaultPolicy } },
    deskStatus: { url: '/operations/status' },
    policy: { url: '/policy' },
    policyVersions: { url: '/policy/versions' },
    publishPolicy: { url: '/policy', body: { commandId, document: defaultPolicy } },
    checkPolicy: { url: '/policy/check', body: { document: {} } },
    createApiKey: { url: '/api-keys', body: { commandId, label: 'intake', roles: ['service'] } },
    apiKeys: { url: '/api-keys' },
    revokeApiKey: { url: '/api-keys/0123456789abcdef' },
    me: { url: '/me' },
    receipts: { url: `/tickets/${ticketId}/receipts` },
    proof: { url: `/tickets/${ticketId}/events/0/proof` },
    queueFacets: { url: '/queue/facets' },
    queueRows: { url: `/queue/rows?tickets=${ticketId}` },
    session: { url: '/session' },
    // A token that is none of this desk's would rightly be answered 401.
    signIn: { url: '/session', body: { token: '' } },
    signOut: { url: '/session' },
    customer: { url: '/customers/customer-1' },
    customerCommand: {
      url: '/customers/customer-1/commands',
      body: { commandId, type: 'ChangeCustomerEdition', data: { edition: 'free' } },
    },
    deliveries: { url: '/mail/deliveries' },
    optOuts: { url: '/mail/opt-outs' },
    personCommand: {
      url: '/people/requester-1/commands',
      body: { commandId, type: 'OptOut', data: { topic: 'surveys', how: 'desk' } },
    },
    boards: { url: '/boards' },
    board: { url: '/boards/reopening' },
    boardTickets: { url: '/boards/reopening/tickets?figure=rate/all/resolved' },
    outages: { url: '/outages' },
    outage: { url: '/outages/outage-1' },
    outageCommand: {
      url: '/outages/outage-1/commands',
      body: { commandId, type: 'UpdateOutage', data: { text: 'Still at it.' } },
    },
    partner: { url: '/partners/partner-1' },
    partnerCommand: {
      url: '/partners/partner-1/commands',
      body: { commandId, type: 'ChangePartnerCoverage', data: { languages: ['de'] } },
    },
    quarantine: { url: '/operations/quarantine' },
    lane: { url: '/operations/quarantine/queue/ticket-1' },
    releaseLane: { url: '/operations/quarantine/release', body: { stream: 'ticket-1' } },
    skipEvent: {
      url: '/operations/quarantine/skip',
      body: { stream: 'ticket-1', revision: 1, why: 'no survey was due' },
    },
    readModels: { url: '/operations/read-models' },
    requestRebuild: { url: '/operations/rebuilds', body: { model: 'all' } },
    health: { url: '/health' },
    ready: { url: '/ready' },
  };
  return samples[name];
};

import { roles, type Role } from '@caselog/api-contract';
import { evolve, toTicketEvent, type TicketEventType, type TicketState } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { legsOf, shownData, ticketAccess, type HistoryEvent, type Principal } from '../src/index.ts';

let count = 0;
const event = (type: TicketEventType, data: object = {}, actor = 'agent-1'): HistoryEvent => {
  count += 1;
  const occurredAt = new Date(Date.UTC(2026, 0, 5) + count * 60_000).toISOString();
  return { type, data, metadata: { actor, commandId: `c-${count}`, occurredAt } };
};
const opened = event('TicketOpened', {
  requesterId: 'person-1',
  customerId: 'customer-1',
  requesterEmail: 'anna@example.com',
  channel: 'chat',
  language: 'en',
  subject: 'Anna cannot sign in',
  description: null,
  impact: null,
  priority: 'P1',
});
const referred = (partnerId: string) => event('TicketReferred', { partnerId, brief: `For ${partnerId}` });
const note = (body: string, actor?: string) => event('NoteAdded', { body }, actor);
const reply = (body: string) => event('RequesterReplied', { channel: 'chat', body }, 'person-1');
const ticket = (...events: HistoryEvent[]) => {
  const history = [opened, ...events];
  const state = history.reduce<TicketState | undefined>(
    (before, each) => evolve(before, toTicketEvent(each)),
    undefined,
  );
  return { state: state!, history };
};
const principal = (role: Role, rest: Partial<Principal> = {}): Principal => ({
  id: 'person-1',
  roles: [role],
  customerId: 'customer-1',
  partnerId: 'partner-1',
  ...rest,
});

describe('A requester', () => {
  const requester = principal('requester');

  it('sees its own tickets, and other administrators’ only where the desk says so', () => {
    expect(ticketAccess(requester, ticket())).toEqual({ reading: 'requester', roles: ['requester'] });
    const other = principal('requester', { id: 'person-2' });
    expect(ticketAccess(other, ticket())).toBeUndefined();
    expect(ticketAccess(other, ticket(), 'customer')).toMatchObject({ roles: ['requester'] });
  });

  it('sees no ticket of a customer it does not speak for, also not what it once opened', () => {
    const moved = principal('requester', { customerId: 'customer-2' });
    expect(ticketAccess(moved, ticket())).toBeUndefined();
    expect(ticketAccess(moved, ticket(), 'customer')).toBeUndefined();
  });

  it('is not shown what the desk says to itself', () => {
    const shown = (each: HistoryEvent) => shownData(each, 'requester', requester);
    expect(shown(note('she called again'))).toEqual({ body: '[withheld]' });
    expect(shown(referred('partner-1'))).toEqual({ partnerId: 'partner-1', brief: '[withheld]' });
    expect(shown(opened)).toEqual(opened.data);
    expect(shown(reply('here it is'))).toMatchObject({ body: 'here it is' });
  });
});

describe('A partner', () => {
  const partner = principal('partner', { id: 'expert-1' });

  it('sees nothing of a ticket that was never referred to it', () => {
    expect(ticketAccess(partner, ticket(note('secret')))).toBeUndefined();
    expect(ticketAccess(partner, ticket(referred('partner-2')))).toBeUndefined();
  });

  it('sees its leg from the referral on, and works on it while it lasts', () => {
    const leg = [referred('partner-1'), note('looking', 'expert-1'), reply('thanks')];
    const access = ticketAccess(partner, ticket(note('before'), ...leg));
    expect(access).toMatchObject({ reading: 'referral', roles: ['partner'] });
    expect(access?.reading === 'referral' && access.legs.flatMap(({ events }) => events)).toEqual(leg);
  });

  it('keeps the leg while the requester is asked for data on its behalf', () => {
    const asked = event('DataRequested', { items: [{ itemId: 'i-1', kind: 'log-files', text: 'x' }] });
    const { history } = ticket(referred('partner-1'), asked, event('WaitEnded', { because: 'resumed' }));
    expect(legsOf(history, 'partner-1')).toMatchObject([{ isOpen: true, events: { length: 3 } }]);
  });

  it('sees that its leg ended, and nothing after it', () => {
    const { history } = ticket(referred('partner-1'), event('TicketTriaged'), note('after'));
    expect(legsOf(history, 'partner-1')).toMatchObject([
      { isOpen: false, events: [{ type: 'TicketReferred' }, { type: 'TicketTriaged' }] },
    ]);
    expect(ticketAccess(partner, { ...ticket(referred('partner-1'), event('TicketTriaged')) })).toMatchObject(
      {
        reading: 'referral',
        roles: [],
      },
    );
  });

  it('is not told to whom a ticket went next', () => {
    const asked = event('DataRequested', { items: [{ itemId: 'i-1', kind: 'log-files', text: 'x' }] });
    const { history } = ticket(referred('partner-1'), asked, referred('partner-2'), note('other'));
    const [leg] = legsOf(history, 'partner-1');
    expect(leg).toMatchObject({ isOpen: false, state: { context: { partnerId: 'partner-1' } } });
    expect(leg?.events.map(({ type }) => type)).toEqual(['TicketReferred', 'DataRequested']);
    expect(legsOf(history, 'partner-2')).toMatchObject([{ isOpen: true, events: { length: 2 } }]);
  });

  it('has as many legs as it was referred to', () => {
    const again = [referred('partner-1'), event('TicketTriaged'), note('between')];
    expect(legsOf(ticket(...again, referred('partner-1')).history, 'partner-1')).toMatchObject([
      { isOpen: false },
      { isOpen: true, events: { length: 1 } },
    ]);
  });

  it('reads its brief and its own words, and of others nothing personal', () => {
    const shown = (each: HistoryEvent) => shownData(each, 'referral', partner);
    expect(shown(referred('partner-1'))).toMatchObject({ brief: 'For partner-1' });
    expect(shown(note('looking', 'expert-1'))).toEqual({ body: 'looking' });
    expect(shown(reply('call me at 5'))).toEqual({ channel: 'chat', body: '[withheld]' });
  });
});

describe('An analyst', () => {
  it('sees every ticket and nothing personal, and acts on none', () => {
    const analyst = principal('analyst', { id: 'analyst-1' });
    expect(ticketAccess(analyst, ticket())).toEqual({ reading: 'without-personal-data', roles: [] });
    const shown = JSON.stringify(shownData(opened, 'without-personal-data', analyst));
    expect(shown).not.toMatch(/Anna|anna/);
    expect(shownData(event('NoteAdded', {}), 'without-personal-data', analyst)).toEqual({});
    const unknown = { ...note('x'), type: 'SomethingNewer' };
    expect(shownData(unknown, 'without-personal-data', analyst)).toEqual({});
  });
});

describe('The desk', () => {
  it.each(['agent', 'specialist', 'lead', 'service'] as const)(
    'shows a %s the whole of any ticket',
    (role) => {
      expect(ticketAccess(principal(role), ticket())).toEqual({ reading: 'whole', roles: [role] });
    },
  );

  it('adds up the roles somebody has, and shows by the one that shows most', () => {
    const all = ticketAccess(principal('requester', { roles }), ticket(referred('partner-1')));
    expect(all).toEqual({
      reading: 'whole',
      roles: ['agent', 'specialist', 'service', 'lead', 'requester', 'partner'],
    });
    const some: Principal = { id: 'person-9', roles: ['requester', 'analyst'], customerId: 'customer-1' };
    expect(ticketAccess(some, ticket())).toEqual({ reading: 'without-personal-data', roles: [] });
  });
});

import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import type { TicketCommand } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { createGate, createHelpdesk, createRegisters, openPolicyBook } from '../src/index.ts';

const aDesk = async () => {
  const store = createMemoryStore({ env: systemEnv });
  const registers = createRegisters({ store, env: systemEnv });
  const book = await openPolicyBook({ store, env: systemEnv });
  const gate = createGate({ registers, book });
  const desk = createHelpdesk({ store, env: systemEnv, rulebook: book, gate });
  const customer = (edition: string) =>
    registers.customers.execute({
      commandId: `register-${edition}`,
      actor: 'lead-1',
      id: edition,
      command: { type: 'RegisterCustomer', data: { edition, administrators: ['admin-1'] } },
    });
  await customer('premium');
  await customer('free');
  return { store, registers, desk };
};
const open = (customerId: string, requesterId = 'admin-1'): TicketCommand => ({
  type: 'OpenTicket',
  data: {
    customerId,
    requesterId,
    channel: 'chat',
    language: 'en',
    subject: 'Sign-in fails',
    impact: { access: 'critical', who: 'one-user', workaround: 'none' },
  },
});
const by = (commandId: string, command: TicketCommand, ticketId?: string) => ({
  commandId,
  actor: 'intake',
  command,
  ...(ticketId === undefined ? {} : { ticketId }),
});

describe('The desk’s gate', () => {
  it('lets an administrator of an entitled customer open a ticket', async () => {
    const { desk } = await aDesk();
    expect(await desk.execute(by('o-1', open('premium')))).toMatchObject({ outcome: 'accepted' });
  });

  it.each([
    ['a customer on the free edition', open('free'), 'https://help.example.com/'],
    ['somebody who is no administrator', open('premium', 'admin-9'), 'https://help.example.com/'],
    ['an unknown customer', open('nobody'), 'https://help.example.com/'],
  ])('points %s elsewhere, and records the refusal once', async (_, command, url) => {
    const { desk, store } = await aDesk();
    const head = await store.head();
    const denied = { outcome: 'denied', denial: { reason: 'not-entitled', pointer: { url } } };
    expect(await desk.execute(by('o-1', command))).toMatchObject(denied);
    expect(await desk.execute(by('o-1', command))).toMatchObject(denied);
    expect(await store.head()).toBe(head + 1);
    for await (const batch of store.readAll({ after: head })) {
      expect(batch.map(({ type, data }) => ({ type, data }))).toMatchObject([
        { type: 'CommandRefused', data: { command: 'OpenTicket', reason: 'not-entitled' } },
      ]);
      expect(JSON.stringify(batch)).not.toContain('Sign-in fails');
    }
  });

  it('answers a repeat with the first outcome although the customer has lost its edition since', async () => {
    const { desk, registers } = await aDesk();
    const first = await desk.execute(by('o-1', open('premium')));
    await registers.customers.execute({
      commandId: 'down',
      actor: 'lead-1',
      id: 'premium',
      command: { type: 'ChangeCustomerEdition', data: { edition: 'free' } },
    });
    expect(await desk.execute(by('o-1', open('premium')))).toEqual({ ...first, repeated: true });
    expect(await desk.execute(by('o-2', open('premium')))).toMatchObject({ outcome: 'denied' });
  });

  it('refers a ticket only to a partner whose data agreement is valid then', async () => {
    const { desk, registers } = await aDesk();
    const { ticketId } = await desk.execute(by('o-1', open('premium')));
    const refer: TicketCommand = {
      type: 'ReferTicket',
      data: { partnerId: 'partner-1', brief: 'Please check the carrier.' },
    };
    const partner = (
      commandId: string,
      command: Parameters<typeof registers.partners.execute>[0]['command'],
    ) => registers.partners.execute({ commandId, actor: 'lead-1', id: 'partner-1', command });
    expect(await desk.execute(by('r-1', refer, ticketId))).toMatchObject({
      denial: { reason: 'partner-agreement' },
    });
    await partner('p-1', {
      type: 'RegisterPartner',
      data: { name: 'Partner One', languages: ['pl'], regions: [] },
    });
    expect(await desk.execute(by('r-2', refer, ticketId))).toMatchObject({
      denial: { reason: 'partner-agreement' },
    });
    const dates = { validFrom: '2000-01-01T00:00:00.000Z', validUntil: '2999-01-01T00:00:00.000Z' };
    await partner('p-2', { type: 'SignDataAgreement', data: { reference: 'dpa-1', ...dates } });
    expect(await desk.execute(by('r-3', refer, ticketId))).toMatchObject({
      outcome: 'accepted',
      lifecycle: 'third-party',
    });
  });

  it('attaches a ticket to an outage only while the outage is known and open', async () => {
    const { desk, registers } = await aDesk();
    const { ticketId } = await desk.execute(by('o-1', open('premium')));
    const link = (commandId: string) =>
      desk.execute(
        by(
          commandId,
          {
            type: 'LinkOutage',
            data: { outageId: 'out-1', serviceCredit: 'requested', incidentReport: 'not-requested' },
          },
          ticketId,
        ),
      );
    const outage = (commandId: string, command: Parameters<typeof registers.outages.execute>[0]['command']) =>
      registers.outages.execute({ commandId, actor: 'lead-1', id: 'out-1', command });
    expect(await link('l-1')).toMatchObject({
      denial: { reason: 'outage', message: 'there is no outage out-1' },
    });
    await outage('a-1', {
      type: 'AnnounceOutage',
      data: { title: 'Slow', affects: [], text: 'We look into it.' },
    });
    expect(await link('l-2')).toMatchObject({ outcome: 'accepted' });
    await outage('a-2', { type: 'ResolveOutage', data: { summary: 'Done.', language: 'en' } });
    expect(await link('l-3')).toMatchObject({ denial: { message: 'the outage out-1 is resolved' } });
  });
});

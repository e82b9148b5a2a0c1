import type { Principal } from '@caselog/access-control';
import { createMemoryStore } from '@caselog/event-store';
import { createSimulatedEnv } from '@caselog/env/testing';
import { toInstant } from '@caselog/env';
import { createHelpdesk, createRegisters } from '@caselog/helpdesk';
import { describe, expect, it } from 'vitest';
import { clockSkewMsMax, commandEntry, openTicket, sendCommand, type IntakeContext } from '../src/index.ts';

const agent: Principal = { id: 'agent-1', roles: ['agent'] };
const lead: Principal = { id: 'lead-1', roles: ['lead'] };
const opening = {
  requesterId: 'requester-1',
  subject: 'Nobody can sign in',
  channel: 'email',
  language: 'en',
  impact: { access: 'critical', who: 'many-users', workaround: 'none' },
} as const;

const desk = () => {
  const env = createSimulatedEnv(Date.UTC(2026, 0, 5));
  const store = createMemoryStore({ env });
  const context: IntakeContext = {
    env,
    store,
    helpdesk: createHelpdesk({ store, env }),
    registers: createRegisters({ store, env }),
  };
  const by = (principal: Principal) => ({ principal, requestId: 'request-1' });
  const at = (aheadMs: number) => toInstant(env.now() + aheadMs);
  const open = (commandId: string, occurredAt?: string) =>
    openTicket(context, by(agent), { commandId, data: opening, occurredAt });
  return { env, store, context, by, at, open };
};

const future = expect.objectContaining({
  problem: 'malformed-request',
  errors: [expect.objectContaining({ in: 'body', pointer: '/occurredAt' })],
}) as Error;

describe('What is said to have happened', () => {
  it('may lie as far ahead as clocks differ, and no further', async () => {
    const { open, at, store } = desk();
    await open('open-1', at(clockSkewMsMax));
    await expect(open('open-2', at(clockSkewMsMax + 1))).rejects.toThrow(future);
    expect(await store.head()).toBe(1);
  });

  it('may lie in the past', async () => {
    const { open, at } = desk();
    await expect(open('open-1', at(-86_400_000))).resolves.toMatchObject({ lifecycle: 'opened' });
  });

  it('is bounded for every command on a ticket', async () => {
    const { context, by, open, at, store } = desk();
    const { ticketId } = await open('open-1');
    const command = { commandId: 'c-2', type: 'TriageTicket', data: {}, occurredAt: at(3_600_000) } as const;
    await expect(sendCommand(context, by(agent), ticketId, command)).rejects.toThrow(future);
    expect(await store.head()).toBe(1);
  });

  it('is bounded for entries of a register too', async () => {
    const { context, by, at, store } = desk();
    const entry = { kind: 'outage', id: 'outage-1', register: context.registers.outages } as const;
    const announce = (commandId: string, occurredAt: string) =>
      commandEntry(context, by(lead), entry, {
        commandId,
        type: 'AnnounceOutage',
        data: { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' },
        occurredAt,
      });
    await expect(announce('a-1', at(3_600_000))).rejects.toThrow(future);
    expect(await store.head()).toBe(0);
    await announce('a-2', at(0));
    expect(await store.head()).toBe(1);
  });

  it('says how late it is here, and quotes nothing', async () => {
    const { open, env } = desk();
    const error = await open('open-1', '2999-01-01T00:00:00.000Z').catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error)).toContain(toInstant(env.now()));
    expect(JSON.stringify(error)).not.toContain('2999');
  });
});

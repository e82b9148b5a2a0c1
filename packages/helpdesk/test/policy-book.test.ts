import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { defaultPolicy, InvalidPolicyError } from '@caselog/policy';
import type { TicketCommand } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { createHelpdesk, openPolicyBook } from '../src/index.ts';

const aLedger = () => createMemoryStore({ env: systemEnv });
const bookOn = (store: ReturnType<typeof aLedger>) => openPolicyBook({ store, env: systemEnv });
const stricter = {
  ...defaultPolicy,
  impactMatrix: [{ priority: 'P1' }],
  reopenWindow: { wallDays: 1 },
};
const by = (commandId: string, command: TicketCommand, ticketId?: string) => ({
  commandId,
  actor: 'agent-1',
  command,
  ...(ticketId === undefined ? {} : { ticketId }),
});
const open = {
  type: 'OpenTicket',
  data: {
    requesterId: 'requester-1',
    channel: 'chat',
    language: 'en',
    subject: 'A wish',
    impact: { access: 'not-as-wished', who: 'one-user', workaround: 'not-needed' },
  },
} as const satisfies TicketCommand;
const reprioritise = { type: 'ReprioritiseTicket', data: { impact: open.data.impact } } as const;

describe('The policy book', () => {
  it('gives an empty ledger its first policy once, however many processes start', async () => {
    const store = aLedger();
    const books = await Promise.all([bookOn(store), bookOn(store), bookOn(store)]);
    expect(books.map((book) => book.currentPolicy().version)).toEqual([
      'reference-1',
      'reference-1',
      'reference-1',
    ]);
    expect(await store.head()).toBe(1);
  });

  it('refuses a document that is no policy and publishes nothing', async () => {
    const store = aLedger();
    const book = await bookOn(store);
    const bad = { ...defaultPolicy, hours: [{ calendar: 'nowhere' }] };
    await expect(book.publish({ commandId: 'p-1', actor: 'lead-1', document: bad })).rejects.toThrow(
      InvalidPolicyError,
    );
    expect(await store.head()).toBe(1);
  });

  it('tells an editor whose version was overtaken', async () => {
    const book = await bookOn(aLedger());
    const first = await book.publish({ commandId: 'p-1', actor: 'lead-1', document: stricter, basedOn: 1 });
    expect(first).toMatchObject({ outcome: 'published', version: 'reference-2', repeated: false });
    expect(
      await book.publish({ commandId: 'p-1', actor: 'lead-1', document: stricter, basedOn: 1 }),
    ).toMatchObject({
      version: 'reference-2',
      repeated: true,
    });
    expect(await book.publish({ commandId: 'p-2', actor: 'lead-2', document: stricter, basedOn: 1 })).toEqual(
      {
        outcome: 'conflict',
        basedOn: 1,
        actual: 2,
      },
    );
  });

  it('never changes what an old ticket was promised', async () => {
    const store = aLedger();
    const book = await bookOn(store);
    const desk = createHelpdesk({ store, env: systemEnv, rulebook: book });
    const { ticketId } = await desk.execute(by('open-1', open));
    await book.publish({ commandId: 'p-1', actor: 'lead-1', document: stricter });
    await desk.execute(by('re-1', reprioritise, ticketId));
    const old = await desk.load(ticketId);
    expect(old?.state.context.priority).toBe('P4');
    expect(old?.history.at(-1)?.metadata.policyVersion).toBe('reference-1');
    const { ticketId: newer } = await desk.execute(by('open-2', open));
    expect((await desk.load(newer))?.state.context).toMatchObject({
      priority: 'P1',
      policyVersion: 'reference-2',
    });
  });

  it('lets a reopening begin under the policy in force then', async () => {
    const store = aLedger();
    const book = await bookOn(store);
    const desk = createHelpdesk({ store, env: systemEnv, rulebook: book });
    const { ticketId } = await desk.execute(by('open-1', open));
    await desk.execute(
      by(
        'res-1',
        { type: 'ResolveTicket', data: { outcome: { kind: 'answered', answer: 'yes' } } },
        ticketId,
      ),
    );
    await book.publish({ commandId: 'p-1', actor: 'lead-1', document: stricter });
    await desk.execute(by('reopen-1', { type: 'ReopenTicket', data: { to: 'triaged' } }, ticketId));
    expect((await desk.load(ticketId))?.state.context).toMatchObject({
      episode: 2,
      policyVersion: 'reference-2',
    });
  });

  it('follows another process that published meanwhile', async () => {
    const store = aLedger();
    const here = await bookOn(store);
    const there = await bookOn(store);
    await there.publish({ commandId: 'p-1', actor: 'lead-1', document: stricter });
    const { ticketId } = await createHelpdesk({ store, env: systemEnv, rulebook: there }).execute(
      by('open-1', open),
    );
    const desk = createHelpdesk({ store, env: systemEnv, rulebook: here });
    expect(await desk.execute(by('re-1', reprioritise, ticketId))).toMatchObject({ outcome: 'accepted' });
    expect(here.currentPolicy().version).toBe('reference-2');
  });
});

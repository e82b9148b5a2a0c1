import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { accountOf, ticketHistory, type TicketAccount } from '../src/index.ts';
import { env } from './support/desk.ts';

type Given = readonly [at: string, command: TicketCommand];

const opening: TicketCommand = {
  type: 'OpenTicket',
  data: {
    requesterId: 'requester-1',
    language: 'en',
    channel: 'email',
    subject: 'Sign-in fails',
    impact: { access: 'degraded', who: 'one-user', workaround: 'exists' },
  },
};
const reply = { channel: 'email' as const, body: 'We are on it.' };
const logs = { itemId: 'logs', kind: 'log-files' as const, text: 'the log files' };
/** 2 March 2026 is a Monday; the desk works from 8 to 18 in Los Angeles, which is 16 to 2 in UTC. */
const on = (day: number, time: string): string => `2026-03-0${day}T${time}:00.000Z`;

/** A desk on which these commands were given, and the account of the ticket as it stood then. */
const accountAt = async (atMs: number, given: readonly Given[]): Promise<TicketAccount | undefined> => {
  const store = createMemoryStore({ env });
  const policies = await openPolicyBook({ store, env });
  const helpdesk = createHelpdesk({ store, env, rulebook: policies });
  let ticketId: string | undefined;
  for (const [index, [occurredAt, command]] of given.entries()) {
    const answer = await helpdesk.execute({
      commandId: `c-${index}`,
      actor: 'agent-1',
      occurredAt,
      command,
      ...(ticketId !== undefined && { ticketId }),
    });
    expect(answer).toMatchObject({ outcome: 'accepted' });
    ({ ticketId } = answer);
  }
  const { events } = (await ticketHistory(store, ticketId!))!;
  return accountOf(ticketId!, events, { policies, atMs, zone: 'UTC' });
};

const worked: readonly Given[] = [
  [on(2, '16:00'), opening],
  [on(2, '17:00'), { type: 'TriageTicket', data: {} }],
  [on(2, '18:00'), { type: 'RequestData', data: { items: [logs], reply } }],
  [on(2, '20:00'), { type: 'SupplyDataItem', data: { itemId: 'logs' } }],
  [on(2, '21:00'), { type: 'ReferTicket', data: { partnerId: 'partner-1', brief: 'Please look.' } }],
  [on(2, '22:00'), { type: 'ResolveTicket', data: { outcome: { kind: 'solved', whatWasDone: 'Reset.' } } }],
  [on(3, '22:00'), { type: 'ReopenTicket', data: { to: 'triaged' } }],
];

describe('the account of a ticket', () => {
  it('gives each stretch its owner, the events that opened and closed it, and words', async () => {
    const account = await accountAt(Date.parse(on(3, '23:00')), worked);
    const rows = account!.intervals.map(({ owner, from, to, openedBy, closedBy, words }) => [
      owner,
      from.slice(11, 16),
      to.slice(11, 16),
      openedBy.type,
      closedBy?.type,
      words,
    ]);
    expect(rows).toEqual([
      ['desk', '16:00', '17:00', 'TicketOpened', 'TicketTriaged', 'In our queue from 2 Mar 16:00 to 17:00'],
      [
        'desk',
        '17:00',
        '18:00',
        'TicketTriaged',
        'DataRequested',
        'With our support desk from 2 Mar 17:00 to 18:00',
      ],
      [
        'requester',
        '18:00',
        '20:00',
        'DataRequested',
        'WaitEnded',
        'We waited for you from 2 Mar 18:00 to 20:00, because we asked for the log files',
      ],
      [
        'desk',
        '20:00',
        '21:00',
        'WaitEnded',
        'TicketReferred',
        'With our support desk from 2 Mar 20:00 to 21:00, because you sent what we asked for',
      ],
      [
        'third-party',
        '21:00',
        '22:00',
        'TicketReferred',
        'TicketResolved',
        'With a support partner from 2 Mar 21:00 to 22:00, because it needs their help',
      ],
      [
        'nobody',
        '22:00',
        '22:00',
        'TicketResolved',
        'TicketReopened',
        'Resolved from 2 Mar 22:00 to 3 Mar 22:00',
      ],
      [
        'desk',
        '22:00',
        '23:00',
        'TicketReopened',
        undefined,
        'With our support desk since 3 Mar 22:00, because the problem was not solved yet',
      ],
    ]);
  });

  it('sums to the time that passed, over the life and in each episode', async () => {
    const account = (await accountAt(Date.parse(on(3, '23:00')), worked))!;
    const hours = ({ deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs }: TicketAccount['life']) =>
      [deskMs, requesterMs, thirdPartyMs, closedHoursMs, nobodyMs].map((ms) => ms / 3_600_000);
    expect(hours(account.life)).toEqual([4, 2, 1, 0, 24]);
    expect(account.episodes.map(hours)).toEqual([
      [3, 2, 1, 0, 0],
      [1, 0, 0, 0, 0],
    ]);
    expect(account.intervals.reduce((sum, { lastsMs }) => sum + lastsMs, 0)).toBe(account.life.elapsedMs);
    expect(account.episodes).toMatchObject([
      { number: 1, openedBy: { type: 'TicketOpened' }, closedBy: { type: 'TicketResolved' } },
      { number: 2, openedBy: { type: 'TicketReopened', revision: 9 }, closedBy: null },
    ]);
  });

  it('says which event met a target', async () => {
    const account = await accountAt(Date.parse(on(3, '23:00')), worked);
    expect(account!.targets).toMatchObject([
      {
        kind: 'first-response',
        state: 'met',
        usedMs: 2 * 3_600_000,
        endedAt: on(2, '18:00'),
        endedBy: { type: 'ReplySent', occurredAt: on(2, '18:00') },
        dueAt: null,
      },
    ]);
  });

  it('says when a running target is due, and what falls due next', async () => {
    const account = await accountAt(Date.parse(on(2, '17:30')), worked);
    expect(account).toMatchObject({
      at: on(2, '17:30'),
      state: 'triaged',
      policy: 'reference-1',
      calendar: { id: 'desk', zone: 'America/Los_Angeles' },
      targets: [{ state: 'running', dueAt: on(3, '02:00'), remainingMs: 8.5 * 3_600_000, endedBy: null }],
      next: [
        { kind: 'target-warning', dueAt: on(2, '23:30'), target: 'first-response' },
        { kind: 'target-missed', dueAt: on(3, '02:00'), target: 'first-response' },
      ],
    });
  });

  it('says since when a target is missed, and by which event it came all the same', async () => {
    const late: readonly Given[] = [
      [on(2, '16:00'), opening],
      [on(3, '17:00'), { type: 'SendReply', data: reply }],
    ];
    const account = await accountAt(Date.parse(on(4, '00:00')), late);
    expect(account!.targets).toMatchObject([
      { state: 'missed', missedAt: on(3, '02:00'), ended: 'fulfilled', endedBy: { type: 'ReplySent' } },
    ]);
    expect(account!.intervals.map(({ owner, endsWith }) => [owner, endsWith])).toEqual([
      ['desk', 'hours'],
      ['closed-hours', 'hours'],
      ['desk', 'now'],
    ]);
  });

  it('does not exist before the ticket was opened', async () => {
    expect(await accountAt(Date.parse(on(1, '00:00')), worked)).toBeUndefined();
  });
});

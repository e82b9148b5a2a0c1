import { systemEnv } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk } from '@caselog/helpdesk';
import { chartVersion, commandSchema, releasedCharts, restoreChart, type CommandType } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { replayGate } from '../src/gate.ts';

const aHistory = async () => {
  const store = createMemoryStore({ env: systemEnv });
  const desk = createHelpdesk({ store, env: systemEnv });
  const give = async (
    commandId: string,
    ticketId: string | undefined,
    type: CommandType,
    data: object = {},
  ) => {
    const command = commandSchema.parse({ type, data });
    const answer = await desk.execute({ commandId, actor: 'a', command, ...(ticketId ? { ticketId } : {}) });
    expect(answer.outcome).toBe('accepted');
    return answer.ticketId;
  };
  const impact = { access: 'degraded', who: 'one-user', workaround: 'none' };
  const open = (name: string) =>
    give(name, undefined, 'OpenTicket', { requesterId: 'r', channel: 'chat', subject: 'x', impact });
  const plain = await open('o-1');
  const escalated = await open('o-2');
  await give('t-1', plain, 'TriageTicket');
  await give('t-2', escalated, 'TriageTicket');
  await give('e-2', escalated, 'EscalateTicket');
  return { store, plain, escalated };
};

describe('The replay gate', () => {
  it('lets a chart pass that changes nothing', async () => {
    const { store } = await aHistory();
    expect(await replayGate(store)).toEqual({ ok: true, tickets: 2, events: 5, differences: [] });
  });

  it('names each ticket that a new chart would leave elsewhere, and only those', async () => {
    const { store, escalated } = await aHistory();
    const record = structuredClone(releasedCharts.get(chartVersion)!);
    // A stricter chart: what is triaged cannot be escalated.
    for (const { lifecycle, steps } of record.configurations) {
      if (lifecycle === 'triaged') delete (steps as Record<string, unknown>).TicketEscalated;
    }
    expect(await replayGate(store, { candidate: restoreChart(record) })).toMatchObject({
      ok: false,
      differences: [
        {
          ticketId: escalated,
          recorded: { configuration: 'escalated||due|none' },
          candidate: { forbidden: 'TicketEscalated', revision: 2 },
        },
      ],
    });
  });
});

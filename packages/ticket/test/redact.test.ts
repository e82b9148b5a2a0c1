import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, fold, plainRules, withheld, withoutPersonalData, type TicketCommand } from '../src/index.ts';
import { aHistory } from '../testing/arbitraries.ts';

const secret = 'the secret of somebody';

describe('An event without personal data', () => {
  it('keeps what clocks and guards need, so that history folds the same', () => {
    fc.assert(
      fc.property(aHistory(40), (events) => {
        const redacted = events.map((event) => ({
          ...event,
          data: withoutPersonalData(event.type, event.data),
        }));
        expect(fold(redacted as typeof events)).toStrictEqual(fold(events));
      }),
      { numRuns: 300 },
    );
  });

  it('holds no text that anybody wrote, wherever it stands', () => {
    const at = '2026-03-02T09:00:00.000Z';
    const texts: readonly TicketCommand[] = [
      {
        type: 'OpenTicket',
        data: {
          requesterId: 'r-1',
          requesterEmail: 'somebody@example.org',
          channel: 'email',
          language: 'en',
          subject: secret,
          description: secret,
          impact: { access: 'critical', who: 'one-user', workaround: 'none' },
        },
      },
      {
        type: 'RequestData',
        data: {
          items: [{ itemId: 'a', kind: 'log-files', text: secret }],
          reply: { channel: 'email', body: secret },
        },
      },
      {
        type: 'SupplyDataItem',
        data: {
          itemId: 'a',
          text: secret,
          files: [{ digest: 'ab'.repeat(32), sizeBytes: 1, mediaType: 'text/plain', name: secret }],
        },
      },
      { type: 'ReferTicket', data: { partnerId: 'p-1', brief: secret } },
      { type: 'ResolveTicket', data: { outcome: { kind: 'solved', whatWasDone: secret } } },
    ];
    let state = fold([]);
    for (const command of texts) {
      const decision = decide(command, state, at, plainRules);
      if (decision.outcome === 'refused') throw new Error(decision.refusal.message);
      state = fold(decision.events, state);
      const shown = JSON.stringify(decision.events.map(({ type, data }) => withoutPersonalData(type, data)));
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain('somebody@example.org');
    }
  });

  it('says where something was withheld and withholds what it does not know', () => {
    expect(withoutPersonalData('NoteAdded', { body: secret })).toEqual({ body: withheld });
    expect(withoutPersonalData('TicketReopened', { to: 'triaged', reason: null })).toEqual({
      to: 'triaged',
      reason: null,
    });
    expect(withoutPersonalData('SomethingElse', { body: secret })).toBe(withheld);
  });
});

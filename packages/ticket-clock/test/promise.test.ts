import { compilePolicy, defaultPolicy, parsePolicy, type PolicyInput } from '@caselog/policy';
import { everyImpact, type Impact } from '@caselog/ticket';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promiseInWords, promiseOf, ticketClock } from '../src/index.ts';

const compiled = (document: PolicyInput) => compilePolicy(parsePolicy(document), 'reference-1', 'test');
const severe: Impact = { access: 'critical', who: 'one-user', workaround: 'none' };
const monday = (time: string): number => Date.parse(`2026-03-02T${time}:00.000Z`);

const both = compiled({
  ...defaultPolicy,
  targets: [...(defaultPolicy.targets ?? []), { kind: 'resolution', within: { wallHours: 30 } }],
});

describe('What a ticket would be promised', () => {
  it('is what its own clock says once it is opened, whatever the impact and the moment', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...everyImpact()),
        fc.integer({ min: monday('00:00'), max: monday('00:00') + 40 * 86_400_000 }),
        (impact, atMs) => {
          const promise = promiseOf(both, impact, atMs);
          const opening = {
            id: 'opening',
            type: 'TicketOpened',
            data: {
              requesterId: 'r-1',
              customerId: null,
              requesterEmail: null,
              channel: 'email',
              language: 'en',
              subject: 'x',
              description: null,
              impact,
              priority: promise.priority,
            },
            metadata: { occurredAt: new Date(atMs).toISOString(), policyVersion: 'reference-1' },
          };
          const policies = { policyOf: () => both, currentPolicy: () => both };
          const clock = ticketClock([opening], policies, atMs);
          expect(promise.targets.map(({ kind, dueAtMs }) => [kind, dueAtMs])).toEqual(
            clock?.ledger.targets.map((target) => [target.kind, 'dueAtMs' in target && target.dueAtMs]),
          );
        },
      ),
    );
  });

  it('says when the desk opens next, while it is closed', () => {
    // 08:00 to 18:00 in Los Angeles is 16:00 to 02:00 UTC in March.
    expect(promiseOf(both, severe, monday('17:00'))).toMatchObject({
      priority: 'P2',
      openNow: true,
      opensAtMs: undefined,
    });
    expect(promiseOf(both, severe, monday('09:00'))).toMatchObject({
      openNow: false,
      opensAtMs: monday('16:00'),
    });
  });

  it('is said in words, with its reason', () => {
    expect(promiseInWords(promiseOf(both, severe, monday('17:00')), severe)).toBe(
      'P2: first reply by Tue 3 Mar, 09:00 GMT-8, solution by Tue 3 Mar, 15:00 GMT-8, because the service ' +
        'cannot be used, one person is affected and there is no way round it.',
    );
    const free = compiled({ ...defaultPolicy, targets: [] });
    expect(promiseInWords(promiseOf(free, severe, monday('17:00')), severe)).toContain('no time is promised');
  });
});

import { shardOf, subjectOf } from '@caselog/broadcast-nats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const space = { prefix: 'caselog.event', shards: 64 };

describe('A subject', () => {
  // Shards computed by another program, so that ours stays the public FNV-1a.
  test.each([
    [
      'ticket-0198f1c2-7a5e-7000-8000-000000000001',
      'TicketEscalated',
      'caselog.event.56.0198f1c2-7a5e-7000-8000-000000000001.TicketEscalated',
    ],
    ['customer-42', 'CustomerNamed', 'caselog.event.62.customer-42.CustomerNamed'],
    ['policy-1', 'PolicyPublished', 'caselog.event.37.policy-1.PolicyPublished'],
    ['ticket-a.b*c>d e', 'Odd', 'caselog.event.5.a_b_c_d_e.Odd'],
    ['ticket-日', 'Odd', 'caselog.event.22._.Odd'],
  ])('of %s and %s stays what it is for ever', (stream, type, subject) => {
    expect(subjectOf(space, stream, type)).toBe(subject);
  });

  test('has five tokens that a broker takes, whatever the stream is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (id, type) => {
        expect(subjectOf(space, `ticket-${id}`, type)).toMatch(
          /^caselog\.event\.\d+\.[\w-]{1,128}\.[\w-]{1,128}$/,
        );
      }),
    );
  });

  test('spreads streams over all shards', () => {
    const counts = new Map<number, number>();
    for (let n = 0; n < 64_000; n += 1) {
      const shard = shardOf(`ticket-0198f1c2-7a5e-7000-8000-${String(n).padStart(12, '0')}`, 64);
      counts.set(shard, (counts.get(shard) ?? 0) + 1);
    }
    expect(counts.size).toBe(64);
    for (const count of counts.values()) expect(count).toBeGreaterThan(700);
    for (const count of counts.values()) expect(count).toBeLessThan(1_300);
  });
});

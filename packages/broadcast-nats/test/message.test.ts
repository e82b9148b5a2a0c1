import type { Message } from '@caselog/broadcast';
import { anyEvents } from '@caselog/broadcast/contract';
import { MsgHdrsImpl } from '@nats-io/transport-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, HeaderBlock } from '../src/message.ts';

const space = { prefix: 'caselog.event', shards: 64 };
const encode = (message: Message, bytesMax = 1e6) => encodeMessage(message, space, '/caselog', bytesMax);
const parsed = (lines: string) => MsgHdrsImpl.decode(new HeaderBlock().of(lines).encode());

const message: Message = {
  previousPosition: 6,
  event: {
    id: '0198f1c2-7a5e-7000-8000-000000000002',
    stream: 'ticket-0198f1c2-7a5e-7000-8000-000000000001',
    revision: 3,
    position: 7,
    type: 'TicketEscalated',
    data: { reason: 'needs a specialist' },
    metadata: {
      commandId: '0198f1c2-7a5e-7000-8000-000000000003',
      actor: 'agent-7',
      occurredAt: '2026-01-01T08:00:00.000Z',
      recordedAt: '2026-01-01T08:00:00.100Z',
      schemaVersion: 1,
    },
  },
};

describe('A message', () => {
  test('is a CloudEvent in binary mode', () => {
    const { headers, data } = encode(message);
    expect(headers.split('\r\n')).toEqual([
      'ce-specversion: 1.0',
      'ce-id: 0198f1c2-7a5e-7000-8000-000000000002',
      'ce-source: /caselog',
      'ce-type: TicketEscalated',
      'ce-subject: ticket-0198f1c2-7a5e-7000-8000-000000000001',
      'ce-time: 2026-01-01T08:00:00.000Z',
      'Caselog-Revision: 3',
      'Caselog-Position: 7',
      'Caselog-Previous-Position: 6',
      'Content-Type: application/json',
      `Caselog-Metadata: ${JSON.stringify(message.event.metadata)}`,
      '',
    ]);
    expect(Buffer.from(data).toString()).toBe('{"reason":"needs a specialist"}');
  });

  test('comes back as it was, whatever stands in it, and smuggles no header', () => {
    fc.assert(
      fc.property(anyEvents, fc.string({ unit: 'binary' }), ([event], odd) => {
        if (!event) return;
        const given = {
          previousPosition: 0,
          event: { ...event, position: 1, type: `T${odd.toWellFormed()}` },
        };
        const { headers, data } = encode(given);
        expect(headers.split('\r\n')).toHaveLength(12);
        expect(headers).toMatch(/^[\x20-\x7f\r\n]*$/);
        expect(decodeMessage(parsed(headers), data)).toEqual({
          position: 1,
          previousPosition: 0,
          event: given.event,
        });
      }),
    );
  });

  test('without data has no body', () => {
    const { headers, data } = encode({ ...message, event: { ...message.event, data: undefined } });
    expect(data).toHaveLength(0);
    expect(decodeMessage(parsed(headers), data)?.event).toHaveProperty('data', undefined);
  });

  test('too large for the broker is a bell alone', () => {
    const { headers, data } = encode(message, 1_000);
    expect(data).toHaveLength(0);
    expect(headers).toContain('Caselog-Body: omitted');
    expect(headers).not.toContain('Caselog-Metadata');
    expect(decodeMessage(parsed(headers), data)).toEqual({
      position: 7,
      previousPosition: 6,
      event: undefined,
    });
  });

  test.each([
    ['no headers', undefined],
    ['another program’s', 'X-Other: 1\r\n'],
    ['one with a broken position', 'Caselog-Position: x\r\nCaselog-Previous-Position: 1\r\n'],
  ])('that is none of ours is none: %s', (_, lines) => {
    const headers = lines === undefined ? undefined : parsed(lines);
    expect(decodeMessage(headers, Buffer.from('hello'))).toBeUndefined();
  });
});

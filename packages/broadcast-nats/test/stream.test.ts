import { BroadcastUnavailableError } from '@caselog/broadcast';
import { systemEnv } from '@caselog/env';
import type { JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import { MsgHdrsImpl, type NatsConnection } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { Link } from '../src/link.ts';
import { withDefaults } from '../src/settings.ts';
import { Stream } from '../src/stream.ts';

interface Look {
  readonly created: string;
  readonly last: number;
  /** Positions by sequence; `foreign` is another program's message. */
  readonly held: Readonly<Record<number, number | 'foreign'>>;
}

/** A stream that looks different each time it is asked for. */
function pretend(looks: readonly Look[]): Stream {
  let asked = -1;
  const look = () => looks[Math.min(asked, looks.length - 1)]!;
  const info = () => {
    asked += 1;
    const { created, last, held } = look();
    return Promise.resolve({
      created,
      state: { first_seq: 1, last_seq: last, messages: Object.keys(held).length },
    });
  };
  const getMessage = (_: string, { seq }: { seq: number }) => {
    const held = look().held[seq];
    if (held === undefined) return Promise.resolve(null);
    const lines = {
      'ce-id': ['id'],
      'ce-subject': ['ticket-1'],
      'Caselog-Revision': ['0'],
      'Caselog-Position': [`${held}`],
    };
    const header = MsgHdrsImpl.fromRecord(held === 'foreign' ? {} : lines);
    return Promise.resolve({ header } as StoredMsg);
  };
  const manager = { streams: { info, getMessage } } as unknown as JetStreamManager;
  const silence = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  const connection = { status: () => silence } as unknown as NatsConnection;
  return new Stream(manager, new Link(connection), withDefaults({ env: systemEnv }));
}

const last = { id: 'id', stream: 'ticket-1', revision: 0 };

describe('The tail of a stream', () => {
  test('is read anew when the stream is replaced while it is asked for', async () => {
    const stream = pretend([
      { created: 'monday', last: 5_000, held: { 1: 1 } },
      { created: 'tuesday', last: 2, held: { 1: 1, 2: 2 } },
    ]);
    expect(await stream.tail()).toEqual({ position: 2, token: 2, last });
  });

  test('is unavailable when it never stands still', async () => {
    const looks = Array.from({ length: 40 }, (_, n) => ({ created: `${n}`, last: 9, held: { 1: 1 } }));
    await expect(pretend(looks).tail()).rejects.toThrow(BroadcastUnavailableError);
  });

  test('is the last message that is left when the broker lost some', async () => {
    const stream = pretend([{ created: 'monday', last: 9, held: { 6: 6, 7: 7 } }]);
    expect(await stream.tail()).toEqual({ position: 7, token: 9, last });
  });

  test('is found behind strays', async () => {
    const stream = pretend([{ created: 'monday', last: 9, held: { 7: 7, 8: 'foreign', 9: 'foreign' } }]);
    expect(await stream.tail()).toEqual({ position: 7, token: 9, last });
  });
});

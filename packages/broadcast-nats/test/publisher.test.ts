import { BroadcastMisconfiguredError, chain } from '@caselog/broadcast';
import { recorded } from '@caselog/broadcast/contract';
import { systemEnv } from '@caselog/env';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { describe, expect, test } from 'vitest';
import { Publisher } from '../src/publisher.ts';

/** A connection that keeps what is published; the test answers. */
function pretend(batchSize = 0) {
  const published: { fence: string; replied: boolean }[] = [];
  let deliver: (message: Partial<Msg>) => void = () => {};
  const connection = {
    subscribe(_: string, { callback }: { callback: (error: null, message: Partial<Msg>) => void }) {
      deliver = (message) => callback(null, message);
      return { isClosed: () => false, unsubscribe() {} };
    },
    publish(
      _: string,
      __: Uint8Array,
      { headers, reply }: { headers: { encode(): Uint8Array }; reply: string },
    ) {
      const lines = Buffer.from(headers.encode()).toString('latin1');
      published.push({
        fence: /Expected-Last-Sequence: (\d+)/.exec(lines)?.[1] ?? '',
        replied: reply !== '',
      });
    },
  };
  const publisher = new Publisher(() => ({
    connection: connection as unknown as NatsConnection,
    stream: 'caselog',
    env: systemEnv,
    windowSize: 64,
    timeoutMs: 100,
    batchSize,
    encode: () => ({ subject: 's', headers: '', data: Buffer.alloc(0) }),
  }));
  const answer = (body: unknown) => {
    const data = Buffer.from(body === undefined ? '' : JSON.stringify(body));
    deliver({ data, json: (() => body) as Msg['json'] });
  };
  return {
    publisher,
    published,
    answer,
    status: (code: number) => deliver({ headers: { code, description: 'no responders' } as never }),
  };
}

const messages = (count: number) => chain(recorded(count), 0);
const settled = () => systemEnv.sleep(1);

describe('A publisher', () => {
  test('fences every message and asks for few acknowledgements, always for the first and the last', async () => {
    const { publisher, published, answer } = pretend();
    const publishing = publisher.publish(messages(40), 100);
    await settled();
    expect(published.map(({ fence }) => Number(fence))).toEqual(
      Array.from({ length: 40 }, (_, n) => 100 + n),
    );
    const replied = published.flatMap((message, n) => (message.replied ? [101 + n] : []));
    expect(replied).toEqual([101, 112, 128, 140]);
    for (const seq of replied) answer({ stream: 'caselog', seq });
    expect(await publishing).toBeUndefined();
  });

  test('keeps no more under way than its window, and takes the next call behind the first', async () => {
    const { publisher, published, answer } = pretend();
    const [first, second] = [publisher.publish(messages(80), 0), publisher.publish(messages(16), 80)];
    await settled();
    expect(published).toHaveLength(64);
    for (const seq of [1, 16, 32]) answer({ seq });
    await settled();
    expect(published).toHaveLength(96);
    for (const seq of [48, 64, 80]) answer({ seq });
    expect(await first).toBeUndefined();
    answer({ seq: 96 });
    expect(await second).toBeUndefined();
  });

  test.each([
    [
      'a wrong last sequence',
      { error: { err_code: 10_071, description: 'wrong last sequence: 5' } },
      'overtaken',
    ],
    ['a wrong last message', { error: { err_code: 10_070, description: 'wrong last msg ID' } }, 'overtaken'],
    ['any other error', { error: { err_code: 10_077, description: 'maximum messages exceeded' } }, 'unknown'],
    ['a sequence out of turn', { seq: 7 }, 'unknown'],
  ])('ends its run on %s, with all calls behind it', async (_, body, kind) => {
    const { publisher, answer } = pretend();
    const calls = [publisher.publish(messages(4), 0), publisher.publish(messages(4), 4)];
    await settled();
    answer(body);
    for (const failure of await Promise.all(calls)) expect(failure?.kind).toBe(kind);
  });

  test('takes another stream’s answer for a fault of configuration', async () => {
    const { publisher, answer } = pretend();
    const publishing = publisher.publish(messages(1), 0);
    await settled();
    answer({ error: { err_code: 10_060, description: 'expected stream does not match' } });
    expect(await publishing).toMatchObject({
      kind: 'misconfigured',
      error: expect.any(BroadcastMisconfiguredError) as Error,
    });
  });

  test('ends its run when nobody answers for the stream, when nothing comes, and when the connection goes', async () => {
    const gone = pretend();
    const publishing = gone.publisher.publish(messages(1), 0);
    await settled();
    gone.status(503);
    expect(await publishing).toMatchObject({ kind: 'unknown', reason: '503 no responders' });
    const silent = pretend();
    expect(await silent.publisher.publish(messages(1), 0)).toMatchObject({
      reason: 'nothing was acknowledged for 100 ms',
    });
    const cut = pretend();
    const waiting = cut.publisher.publish(messages(1), 0);
    cut.publisher.fail('disconnected');
    expect(await waiting).toMatchObject({ kind: 'unknown', reason: 'disconnected' });
  });

  test('begins anew behind another tail, but not while calls are under way', async () => {
    const { publisher, answer } = pretend();
    const first = publisher.publish(messages(1), 0);
    await settled();
    expect(await publisher.publish(messages(1), 9)).toMatchObject({ kind: 'overtaken' });
    answer({ seq: 1 });
    await first;
    const second = publisher.publish(messages(1), 9);
    await settled();
    answer({ seq: 10 });
    expect(await second).toBeUndefined();
  });

  test('sends atomic batches fenced once and answered at both ends', async () => {
    const { publisher, published, answer } = pretend(3);
    const publishing = publisher.publish(messages(7), 10);
    await settled();
    expect(published.map(({ fence }) => fence)).toEqual(['10', '', '', '13', '', '', '16']);
    expect(published.map(({ replied }) => replied)).toEqual([true, false, true, true, false, true, true]);
    for (const body of [undefined, { seq: 13 }, undefined, { seq: 16 }, { seq: 17 }]) answer(body);
    expect(await publishing).toBeUndefined();
  });
});

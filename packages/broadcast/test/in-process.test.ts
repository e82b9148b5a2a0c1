import { chain, createInProcessBroadcast } from '@caselog/broadcast';
import { broadcastContract, recorded } from '@caselog/broadcast/contract';
import { systemEnv } from '@caselog/env';
import { describe, expect, test } from 'vitest';

broadcastContract({
  name: 'The in-process adapter',
  env: systemEnv,
  start() {
    const broadcast = createInProcessBroadcast();
    return Promise.resolve({ open: () => Promise.resolve(broadcast), close: () => broadcast.close() });
  },
  notHere: {
    wiping: 'nobody else can remove what one process holds',
    oversize: 'in one process no message is too large',
  },
});

describe('The in-process adapter', () => {
  test('forgets the oldest messages, so that a listener who lags finds a gap', async () => {
    const broadcast = createInProcessBroadcast({ capacity: 10 });
    const stop = new AbortController();
    const batches = broadcast.listen({ after: 0, batchSize: 5, signal: stop.signal });
    const listener = batches[Symbol.asyncIterator]();
    await broadcast.publish(chain(recorded(5), 0), await broadcast.tail());
    await listener.next();
    await broadcast.publish(chain(recorded(100).slice(5), 5), await broadcast.tail());
    const next = await listener.next();
    expect(next.value).toMatchObject([{ position: 91, previousPosition: 90 }, {}, {}, {}, {}]);
    stop.abort();
  });
});

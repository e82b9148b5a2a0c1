import {
  type Broadcast,
  BroadcastUnavailableError,
  createBackoff,
  type Delivery,
  ListeningInterrupted,
  type ListenOptions,
} from '@caselog/broadcast';
import { connectNatsBroadcast } from './broadcast.ts';
import { type ConnectNatsOptions, keepsHistory } from './settings.ts';

const connectTimeoutMs = 2_000;

/**
 * The broadcast at once, connected or not: it connects by itself, trying until it succeeds or is closed. Until then its tail is unavailable
 * and its listeners are interrupted, which relays and following readers take as any other outage: they go on with the ledger.
 */
export function patientNatsBroadcast(options: ConnectNatsOptions): Broadcast {
  const closing = new AbortController();
  let broadcast: Broadcast | undefined;
  const ready = (operation: string): Broadcast => {
    if (!broadcast) throw new BroadcastUnavailableError(`${operation}: not connected`);
    return broadcast;
  };

  const connectOnce = async (): Promise<boolean> => {
    try {
      broadcast = await connectNatsBroadcast({
        ...options,
        connection: { timeout: connectTimeoutMs, ...options.connection, waitOnFirstConnect: false },
      });
      options.onNote?.({ kind: 'connected', detail: String(options.servers) });
      return true;
    } catch (error) {
      options.onNote?.({ kind: 'unreachable', detail: String(options.servers), error });
      return false;
    }
  };

  const connecting = (async () => {
    const waits = createBackoff(options.env, { firstMs: 100, mostMs: 2_000 });
    while (!closing.signal.aborted && !(await connectOnce())) await waits.wait(closing.signal);
    if (closing.signal.aborted) await broadcast?.close();
  })();

  async function* listen(wanted: ListenOptions): AsyncIterable<readonly Delivery[]> {
    if (!broadcast) throw new ListeningInterrupted('not connected');
    yield* broadcast.listen(wanted);
  }

  return {
    keepsHistory: keepsHistory(options.retention ?? {}),
    prepare: async () => ready('prepare').prepare(),
    tail: async () => ready('read the tail').tail(),
    publish: async (messages, tail) =>
      broadcast?.publish(messages, tail) ?? { outcome: 'fenced', cause: 'unknown', reason: 'not connected' },
    listen,
    async close() {
      closing.abort();
      await connecting;
      await broadcast?.close();
    },
  };
}

import type { Env } from '@caselog/env';
import {
  type Broadcast,
  BroadcastUnavailableError,
  createInProcessBroadcast,
  type Delivery,
  ListeningInterrupted,
  type Message,
} from '@caselog/broadcast';

/** A broadcast whose answers, deliveries and very existence cannot be relied on; only its fence can. */
export interface Unreliable {
  readonly broadcast: Broadcast;
  /** Everything it holds, in order. */
  readonly held: readonly Message[];
  /** Forgets everything and interrupts its listeners. */
  wipe(): void;
}

export function unreliableBroadcast(env: Env, faultRate: number, keepsHistory = true): Unreliable {
  const unlimited = () => createInProcessBroadcast({ capacity: Number.MAX_SAFE_INTEGER });
  let inner = unlimited();
  let held: Message[] = [];
  const faulty = () => env.random() < faultRate;

  const publish: Broadcast['publish'] = async (messages, tail) => {
    const inner0 = inner;
    if (faulty()) await env.sleep(env.random() * 100);
    if (faulty()) throw new BroadcastUnavailableError('publish');
    const arriving = faulty()
      ? messages.slice(0, Math.floor(env.random() * (messages.length + 1)))
      : messages;
    if (inner0 !== inner) return { outcome: 'fenced', cause: 'unknown', reason: 'wiped' };
    const result = await inner.publish(arriving, tail);
    if (result.outcome === 'published') held.push(...arriving);
    if (arriving.length < messages.length || faulty())
      return { outcome: 'fenced', cause: 'unknown', reason: 'no answer' };
    return result;
  };

  async function* listen(options: Parameters<Broadcast['listen']>[0]): AsyncIterable<readonly Delivery[]> {
    for await (const batch of inner.listen(options)) {
      if (faulty()) throw new ListeningInterrupted('a fault');
      const delivered = batch.filter(() => !faulty());
      if (delivered.length > 0)
        yield delivered.map((each) => (faulty() ? { ...each, event: undefined } : each));
    }
  }

  return {
    broadcast: {
      keepsHistory,
      prepare: () => inner.prepare(),
      async tail() {
        if (faulty()) throw new BroadcastUnavailableError('tail');
        return inner.tail();
      },
      publish,
      listen,
      close: () => inner.close(),
    },
    get held() {
      return held;
    },
    wipe() {
      void inner.close();
      inner = unlimited();
      held = [];
    },
  };
}
